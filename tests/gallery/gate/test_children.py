"""A decoder that crashes, hangs or swells costs a child, and the curator reads one sentence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from gallery.gate.children import Child, Children
from gallery.gate.exceptions import Refused
from gallery.gate.limits import Limits
from tests.factories import picture_bytes
from tests.gallery.gate.sabotage import that

QUICK = Limits(cpu_seconds=1, wall_seconds=60)


@pytest.fixture
def children() -> Iterator[Children]:
    with closing(Children()) as children:
        yield children


def reason(start: Callable[[], Child], limits: Limits = QUICK) -> str:
    """Return what the curator reads when such children look at a picture."""
    with closing(Children(start=start)) as children, pytest.raises(Refused) as refusal:
        children.examine(picture_bytes(), limits)
    return str(refusal.value)


def pid_of(children: Children) -> int:
    return children.idle[-1].process.pid


@pytest.mark.parametrize("deed", ["os.abort()", "os.kill(os.getpid(), signal.SIGSEGV)", "os._exit(3)"])
def test_a_crash_is_one_sentence(deed: str) -> None:
    assert reason(that(deed)) == "the picture cannot be decoded: the decoder crashed"


def test_an_error_nobody_thought_of_is_one_sentence() -> None:
    assert reason(that("raise ValueError('no\\ngood')")) == "the picture cannot be decoded: no good"


def test_a_decoder_that_computes_for_ever_is_stopped_by_its_computing() -> None:
    said = reason(that("while True: pass"))
    assert said == "the picture cannot be decoded: it took more than 1 seconds of computing"


def test_a_decoder_that_waits_for_ever_is_stopped_by_the_parent_s_clock() -> None:
    said = reason(that("signal.setitimer(signal.ITIMER_REAL, 0); time.sleep(30)"), Limits(wall_seconds=1.5))
    assert said == "the picture cannot be decoded: it took longer than 1.5 seconds"


def test_a_decoder_without_a_parent_is_stopped_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Child, "stop_late", lambda _: None)
    said = reason(that("time.sleep(30)", before="child.GRACE_SECONDS = 0"), Limits(wall_seconds=1.5))
    assert said == "the picture cannot be decoded: it took longer than 1.5 seconds"


def test_a_decoder_that_swells_is_stopped_by_its_memory() -> None:
    limits = Limits(max_pixels=10_000, max_bytes=1000)
    said = reason(that("bytearray(10**9)"), limits)
    assert said == "the picture needs more than the 256 MiB allowed to decode it"


def test_a_decoder_that_speaks_of_memory_in_its_own_way_is_understood() -> None:
    said = reason(that("raise pixels.unless_memory(OSError('Out of memory'), 'x')"))
    assert said.startswith("the picture needs more than the ")


@pytest.mark.parametrize(
    "deed",
    ["os.write(answer, b'x' * 99)", "os.write(answer, b'\\0\\0\\0\\2\\0\\0\\0\\0[]')", "os.write(answer, b'\\0' * 8)"],
)
def test_an_answer_that_is_none_is_a_crash(deed: str) -> None:
    assert reason(that(deed)) == "the picture cannot be decoded: the decoder crashed"


def test_what_a_library_prints_is_no_answer() -> None:
    with closing(Children(start=that("ctypes.CDLL(None).puts(b'x' * 9999)"))) as children:
        assert children.examine(picture_bytes(), QUICK).facts.width == 64


def test_a_decoder_writes_no_file(tmp_path: object) -> None:
    said = reason(that(f"open({str(tmp_path) + '/file'!r}, 'wb', buffering=0).write(b'x')"))
    assert said == "the picture cannot be decoded: [Errno 27] File too large"


def test_a_decoder_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    with closing(Children(start=that("assert not {'SECRET_KEY', 'DATABASE_URL'} & set(os.environ)"))) as children:
        assert children.examine(picture_bytes(), QUICK).facts.format == "PNG"


def test_a_decoder_that_cannot_be_started_is_one_sentence() -> None:
    said = reason(lambda: Child(("/no/such/interpreter",)))
    assert said == "the picture cannot be looked at: the decoder cannot be started, try again later"


def test_a_child_is_kept_for_the_next_file(children: Children) -> None:
    pids = set()
    for content in (picture_bytes(), picture_bytes(kind="JPEG")):
        children.examine(content, QUICK)
        pids.add(pid_of(children))
    assert len(pids) == len(children.everyone) == 1


def test_pages_go_before_pictures(children: Children) -> None:
    children.examine(picture_bytes(), QUICK)
    ours, theirs = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (0, pid_of(children)))
    assert theirs == min(19, ours + 10)


def test_a_refusal_costs_no_child(children: Children) -> None:
    children.examine(picture_bytes(), QUICK)
    before = pid_of(children)
    with pytest.raises(Refused, match=r"^not a picture in an accepted format"):
        children.examine(b"no picture", QUICK)
    assert pid_of(children) == before


def test_after_a_death_another_child_takes_the_next_file() -> None:
    deeds = iter(["os.abort()", "time.sleep(50)", "pass"])
    with closing(Children(start=lambda: that(next(deeds))())) as children:
        for _ in range(2):
            with pytest.raises(Refused):
                children.examine(picture_bytes(), Limits(wall_seconds=2))
        assert children.examine(picture_bytes(), QUICK).facts.width == 64
        assert len(children.everyone) == 1


def test_a_child_that_died_while_it_had_nothing_to_do_is_replaced(children: Children) -> None:
    children.examine(picture_bytes(), QUICK)
    child = children.idle[-1]
    child.process.kill()
    child.process.wait()
    assert children.examine(picture_bytes(), QUICK).facts.width == 64
    assert pid_of(children) != child.process.pid


@pytest.mark.parametrize("before", ["child.MAX_FILES = 2", "child.IDLE_SECONDS = 0.01"])
def test_a_child_that_retires_is_replaced_without_a_word(before: str) -> None:
    with closing(Children(start=that(before=before))) as children:
        for _ in range(5):
            assert children.examine(picture_bytes(), QUICK).facts.width == 64
            time.sleep(0.03)


def test_a_child_retires_in_order_whatever_it_had_to_say() -> None:
    child = that("sys.stderr.buffer.write(b'x')", before="child.MAX_FILES = 1")()
    child.examine(picture_bytes(), QUICK)
    assert child.process.wait(30) == 0
    child.close_pipes()


def test_a_child_that_always_retires_is_one_sentence() -> None:
    assert reason(that("os._exit(0)")) == "the picture cannot be decoded: the decoder does not stay"


def test_each_file_has_its_own_time(children: Children) -> None:
    children.start = that("time.sleep(0.0); end = time.process_time() + 0.7\n    while time.process_time() < end: pass")
    for _ in range(3):
        assert children.examine(picture_bytes(), QUICK).facts.width == 64
    assert len(children.everyone) == 1


def test_an_interruption_does_not_leave_its_answer_to_the_next_file(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("gallery.gate.frames.read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            children.examine(picture_bytes(kind="GIF"), QUICK)
    assert children.examine(picture_bytes(), QUICK).facts.format == "PNG"


def test_what_is_closed_has_ended(children: Children) -> None:
    children.examine(picture_bytes(), QUICK)
    process = children.idle[-1].process
    children.close()
    assert (process.returncode, children.everyone) == (-signal.SIGKILL, set())


def test_whoever_comes_third_waits(children: Children) -> None:
    children.start = that("time.sleep(0.3)")
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda _: children.examine(picture_bytes(), QUICK), range(5)))
    assert (len(found), len(children.everyone), len(children.idle)) == (5, 2, 2)
