# Everything: docker build .   Only what serves pages, without torch: docker build --build-arg REQUIREMENTS=requirements-web.txt .

FROM python:3.11-slim AS packages
ARG REQUIREMENTS=requirements.txt
WORKDIR /kindred
COPY requirements.txt requirements.lock requirements-web.txt requirements-web.lock ./
COPY scripts/make_environment.py scripts/
RUN python scripts/make_environment.py "$REQUIREMENTS"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/kindred --create-home kindred \
    && install --directory --owner=kindred /srv/kindred/media /srv/kindred/torch /srv/kindred/work
WORKDIR /kindred
ENV PATH=/kindred/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    MEDIA_ROOT=/srv/kindred/media \
    TORCH_HOME=/srv/kindred/torch \
    RECOMMENDER_WORK_FOLDER=/srv/kindred/work \
    PORT=8000
COPY --from=packages /kindred/.venv .venv
COPY . .
RUN SECRET_KEY=collecting-files-needs-no-secret-so-this-one-is-known-to-all ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput --verbosity 0
USER kindred
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["python", "-m", "config.healthy"]
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
