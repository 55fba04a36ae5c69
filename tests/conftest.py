"""Rules for the whole suite: no network outside this machine, and in CI no test is skipped."""

import os
import socket
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("ours", deadline=None)  # the machine may be busy with other things
settings.load_profile("ours")

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as bot.telegram does: else it warns

_OWN = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True)
def _own_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a connection to any other machine fail the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if not host.startswith(_OWN):
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("KAERIMICHI_") and not name.startswith("KAERIMICHI_TEST_"):
            monkeypatch.delenv(name)


#: A database on a PostgreSQL server that the tests may empty.
_POSTGRES = "KAERIMICHI_TEST_POSTGRES_URL"


@pytest.fixture
def postgres_address() -> str:
    """The address of an empty PostgreSQL database; each worker of the suite has its own schema."""
    address = os.environ.get(_POSTGRES)
    if not address:
        pytest.skip(f"{_POSTGRES} is not set")
    psycopg = pytest.importorskip("psycopg")
    schema = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    with psycopg.connect(address) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute(f"CREATE SCHEMA {schema}")
    separator = "&" if "?" in address else "?"
    return f"{address}{separator}options=-csearch_path%3D{schema}&application_name={schema}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("KAERIMICHI_TEST_NOTHING_SKIPPED"):
        terminalreporter.write_line(f"ERROR: {len(skipped)} tests were skipped; here none may be")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("KAERIMICHI_TEST_NOTHING_SKIPPED"):
        return
    if reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
