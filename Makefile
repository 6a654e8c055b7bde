# make setup, demo, test, test-long, lint, format, lock, messages, bench. Everything needed is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
IMAGES ?=
VENV = .venv
RUN = $(VENV)/bin/python
# What is compiled once serves every process that the tests start, wherever make was called.
unexport PYTHONDONTWRITEBYTECODE

VIEWER = $(wildcard tests/browser/test_viewer_*.py) tests/browser/test_screens.py tests/browser/test_focus.py

.PHONY: setup setup-dev demo test test-sqlite test-postgresql test-browser test-viewer test-cluster test-distributed test-long lint format lock messages bench bench-million

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.dev

$(VENV)/.runtime: requirements.txt requirements.lock requirements-web.txt scripts/make_environment.py
	$(PYTHON) scripts/make_environment.py requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt requirements-dev.lock $(VENV)/.runtime
	$(PYTHON) scripts/make_environment.py requirements-dev.txt
	touch $@

$(VENV)/.bench: requirements-bench.txt $(VENV)/.dev
	$(PYTHON) scripts/make_environment.py requirements-bench.txt
	touch $@

$(VENV)/.distributed: requirements-distributed.txt $(VENV)/.dev
	$(PYTHON) scripts/make_environment.py requirements-distributed.txt
	touch $@

demo: setup
	$(RUN) -m scripts.demo --port "$(PORT)" --images "$(IMAGES)"

# Two at once: a run of the tests keeps hardly more than one core busy. The others follow as soon as one is done.
test: setup-dev $(VENV)/.distributed
	$(MAKE) --jobs=2 --output-sync=target --no-print-directory test-sqlite test-postgresql test-browser test-viewer test-cluster

test-sqlite:
	$(RUN) -m pytest --ignore=tests/browser --ignore=tests/distributed

test-browser:
	$(RUN) -m pytest tests/browser $(addprefix --ignore=,$(VIEWER))

test-viewer:
	$(RUN) -m pytest $(VIEWER)

test-postgresql:
	$(RUN) -m scripts.with_postgresql $(RUN) -m pytest --ignore=tests/distributed

test-cluster: $(VENV)/.distributed
	$(RUN) -m pytest tests/distributed

test-distributed: setup-dev $(VENV)/.distributed
	TEST_EFFORT=long $(RUN) -m pytest tests/distributed

test-long: setup-dev
	TEST_EFFORT=long $(RUN) -m pytest tests/recommender tests/gallery/test_uploads_troublemakers.py \
		tests/gallery/backup/test_killed.py tests/gallery/api/test_any_request.py
	TEST_EFFORT=long $(RUN) -m scripts.with_postgresql $(RUN) -m pytest tests/recommender \
		tests/gallery/backup/test_killed.py tests/gallery/api/test_any_request.py

lint: setup-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(RUN) -m scripts.budgets
	$(RUN) manage.py makemigrations --check --dry-run

format: setup-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .
	$(VENV)/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

lock: # with the environment as it is: it may lack what is to be locked
	$(RUN) -m scripts.lock

messages: setup-dev
	$(RUN) -m scripts.messages

bench: setup-dev $(VENV)/.bench
	$(RUN) -m benchmarks
	$(RUN) -m scripts.scale

bench-million: setup-dev
	$(RUN) -m benchmarks million_vectors
	$(RUN) -m scripts.scale
