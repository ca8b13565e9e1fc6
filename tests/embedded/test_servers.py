"""The embedded servers under a command: what it gets, how it ends, what it leaves behind."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.launching import unprivileged
from tests.embedded.supervised import Supervised, eventually, execute

USE_ALL = """
import os, smtplib, urllib.parse, psycopg, redis
print(psycopg.connect(os.environ["DATABASE_URL"]).execute("SELECT 'postgres answers'").fetchone()[0])
print("broker answers", redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
address = urllib.parse.urlsplit(os.environ["EMAIL_URL"])
print("mail answers", smtplib.SMTP(address.hostname, address.port).noop()[0])
"""


def test_a_command_gets_a_database_a_broker_and_a_mail_server_and_nothing_else_is_printed(tmp_path: Path) -> None:
    with execute(tmp_path / "servers", sys.executable, "-c", USE_ALL) as supervised:
        assert supervised.ended() == 0, supervised.text
        assert supervised.text.splitlines() == ["postgres answers", "broker answers True", "mail answers 250"]


def test_the_exit_code_of_the_command_is_passed_on(tmp_path: Path) -> None:
    with execute(tmp_path / "servers", sys.executable, "-c", "raise SystemExit(7)") as supervised:
        assert supervised.ended() == 7


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_and_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    with execute(tmp_path / "servers", "sleep", "600") as supervised:
        supervised.published()
        supervised.process.send_signal(number)
        supervised.ended()
        assert supervised.processes() == []
        assert not supervised.environment_file.exists()


def test_one_ctrl_c_that_arrives_twice_still_lets_the_database_shut_down(tmp_path: Path) -> None:
    with execute(tmp_path / "servers", "sleep", "600") as supervised:
        supervised.published()
        supervised.process.send_signal(signal.SIGTERM)
        supervised.process.send_signal(signal.SIGTERM)
        supervised.ended()
    log = (tmp_path / "servers" / "log" / "postgres.log").read_text(encoding="utf-8")
    assert "database system is shut down" in log.splitlines()[-1]


def test_a_killed_supervisor_takes_its_servers_along_and_the_next_start_works(tmp_path: Path) -> None:
    folder = tmp_path / "servers"
    with execute(folder, "sleep", "600") as supervised:
        supervised.published()
        supervised.process.kill()
        supervised.process.wait()
        eventually(lambda: not supervised.processes(), "the end of the orphans")
    with execute(folder, sys.executable, "-c", USE_ALL) as supervised:
        assert supervised.ended() == 0, supervised.text


def test_a_second_start_on_the_same_folder_is_refused_and_names_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "servers"
    with execute(folder, "sleep", "600") as first:
        first.published()
        with execute(folder, "true") as second:
            assert second.ended() == 1
            assert f"process {first.process.pid}" in second.text
            assert "SERVERS=" in second.text


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path, unused_tcp_port: int) -> None:
    folder = tmp_path / "run"
    with (
        socket.create_server(("127.0.0.1", unused_tcp_port)),
        Supervised(folder, ["run", "--folder", str(folder), "--port", str(unused_tcp_port)]) as refused,
    ):
        assert refused.ended() == 1
        assert f"Port {unused_tcp_port} is taken" in refused.text
        assert f"PORT={unused_tcp_port + 1}" in refused.text
        assert not (folder / "postgres").exists()


def test_the_published_environment_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    with execute(tmp_path / "servers", "sleep", "600") as supervised:
        supervised.published()
        assert supervised.environment_file.stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "servers").stat().st_mode & 0o777 == 0o700


def test_folders_above_keep_their_mode_and_owner(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "clone").mkdir(mode=0o700)
    above = [closed / "clone", *(closed / "clone").parents]
    before = [_rights(path) for path in above]
    with execute(closed / "clone" / "servers", sys.executable, "-c", USE_ALL) as supervised:
        assert supervised.ended() == 0, supervised.text
    assert [_rights(path) for path in above] == before


def test_a_server_finds_its_programs_below_a_closed_folder(tmp_path: Path) -> None:
    """PostgreSQL asks access(2) for its own programs, which for another user than root ignores capabilities."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    program = closed / "program"
    program.write_text("#!/bin/sh\nexit 7\n", encoding="ascii")
    program.chmod(0o755)
    command = unprivileged(["/bin/sh", "-c", f"test -x {program} && {program}"], signal.SIGTERM)
    assert subprocess.run(command, check=False, cwd="/").returncode == 7


def test_a_server_that_cannot_start_is_named_with_its_last_lines(tmp_path: Path) -> None:
    folder = tmp_path / "servers"
    with execute(folder, "true") as supervised:
        assert supervised.ended() == 0, supervised.text
    (folder / "postgres" / "data" / "postgresql.conf").write_text("no_such_setting = 1\n", encoding="utf-8")
    with execute(folder, "true") as supervised:
        assert supervised.ended() == 1
        assert "postgres ended with exit code" in supervised.text
        assert "no_such_setting" in supervised.text
        assert supervised.processes() == []


def _rights(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mode, status.st_uid, status.st_gid
