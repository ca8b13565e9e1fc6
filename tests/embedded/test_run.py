"""``make run``: up with the 2024 report, once, and gone without a trace; the data stay."""

import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.folder import free_port
from tests.embedded.supervised import Supervised, eventually

pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("run")]
READY = "Duban runs at"
PATIENCE = 600  # seconds; it migrates and loads, beside other tests


def start(folder: Path, port: int) -> Supervised:
    return Supervised(folder, ["run", "--folder", str(folder), "--port", str(port)], DEMO_PASSWORD="a password for it")


def is_up(supervised: Supervised) -> bool:
    assert supervised.process.poll() is None, supervised.text
    return READY in supervised.text


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Supervised]:
    with start(tmp_path_factory.mktemp("run") / "servers", port) as supervised:
        eventually(lambda: is_up(supervised), READY, patience=PATIENCE)
        yield supervised


def fetch(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
        return response.status, response.read().decode()


def test_everything_is_up_with_the_report_and_says_where_and_for_whom(running: Supervised, port: int) -> None:
    status, body = fetch(port, "/readyz")
    assert (status, '"ready": true' in body) == (200, True)
    assert fetch(port, "/console/login/")[0] == 200
    for expected in (f"http://localhost:{port}/console/", "a password for it", "2024-09-20", "270个项目", "89"):
        assert expected in running.text


def test_starting_twice_says_that_it_is_already_running(running: Supervised, port: int) -> None:
    with start(running.folder, port) as second:
        assert second.ended() == 1
        assert f"already running at http://localhost:{port}/" in second.text
        assert str(running.process.pid) in second.text


def test_the_worker_chases_overdue_milestones_by_mail(running: Supervised) -> None:
    mailbox = running.folder / "mail" / "new"
    eventually(lambda: mailbox.exists() and any(mailbox.iterdir()), "the first mail", patience=120)
    text = next(mailbox.iterdir()).read_text(encoding="utf-8", errors="replace")
    assert "Message-ID" in text


def test_a_stop_leaves_nothing_but_the_data_and_the_next_start_finds_them(running: Supervised, port: int) -> None:
    running.process.send_signal(signal.SIGTERM)
    running.ended()
    assert running.processes() == []
    with start(running.folder, port) as again:
        eventually(lambda: is_up(again), READY, patience=PATIENCE)
        assert "270个项目" not in again.text.partition(READY)[0]
        assert fetch(port, "/readyz")[0] == 200
