"""What every test has: a database of its own as the application's role, Redis, and a real Celery worker.

Tests run as vardovergang_app, which row-level security binds, over two connections ("default" and
"access_log"). What an owner, a worker or an administrator must do goes over a connection of theirs;
it sees only what is committed, so such tests take `@pytest.mark.django_db(transaction=True)`.
"""

import gc
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from tests import order
from tests.logins import login_of
from tests.processes import node, start_worker, stop
from tests.servers import TestServers, connect
from vardovergang.celery import app
from vardovergang.servers.urls import broker_url

TransactionTestCase.databases = {"default", "access_log"}

# How long an example takes says more about the machine than about the rules.
hypothesis.settings.register_profile("no_deadline", deadline=None)
hypothesis.settings.load_profile("no_deadline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="only what is pure or costs little (tests/order.py)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Temporary folders in one of this run's own, removed after it; `--basetemp` names one that is kept.

    The folder that all runs share is closed to all but its owner whenever a run begins, thus to the user that
    PostgreSQL runs as when it is root who tests: a server that another test was starting did not start.
    """
    if config.option.basetemp is None:
        config.option.basetemp = tempfile.mkdtemp(prefix="vardovergang-tests-")
        config.add_cleanup(partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


def pytest_sessionstart() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What is loaded and collected lives to the end; looking for garbage in it took a third of the time."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.quick:
        dear = [item for item in items if not order.is_quick(item)]
        config.hook.pytest_deselected(items=dear)
        items[:] = [item for item in items if order.is_quick(item)]
    order.dearest_first(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which files took longest, and what the checks found that `make test` runs beside pytest."""
    stats = terminalreporter.stats.values()
    reports = [each for group in stats for each in group if isinstance(each, pytest.TestReport)]
    dearest = order.dearest_files(reports)
    if len(dearest) == order.LISTED:
        terminalreporter.section("dearest files")
        for seconds, file in dearest:
            terminalreporter.line(f"{seconds:7.1f} s  {file}")
    if "CHECKS" in os.environ and "Failed: " in (said := _said_by_the_checks(int(os.environ["CHECKS"]))):
        terminalreporter.section("failed checks", red=True)
        terminalreporter.line(said)


def _said_by_the_checks(pipe: int) -> str:
    with os.fdopen(pipe) as text:
        return text.read().strip()


@pytest.fixture(scope="session")
def servers() -> Iterator[TestServers]:
    """PostgreSQL and Redis, and this process's database in them."""
    servers = TestServers()
    for alias in settings.DATABASES:
        settings.DATABASES[alias]["NAME"] = servers.database
        settings.DATABASES[alias]["HOST"] = str(servers.embedded.places.postgresql_socket_dir)
        settings.DATABASES[alias]["PASSWORD"] = _password(servers)
        connections[alias].settings_dict.update(settings.DATABASES[alias])
    app.conf["broker_url"] = broker_url(servers.urls.redis)
    yield servers
    connections.close_all()
    servers.close()


def _password(servers: TestServers) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(servers.urls.app)["password"])


@pytest.fixture(scope="session")
def django_db_setup(servers: TestServers) -> Iterator[None]:
    """In place of pytest-django's: cloned from a template, and cloned anew after a test that commits."""
    patch = pytest.MonkeyPatch()

    def start_over(case: Any) -> None:
        connections.close_all()
        servers.renew()

    patch.setattr(TransactionTestCase, "_fixture_teardown", start_over)
    yield
    patch.undo()


@pytest.fixture
def owner_connection(servers: TestServers, transactional_db: None) -> Iterator[psycopg.Connection]:
    with connect(servers.urls.owner) as connection:
        yield connection


@pytest.fixture
def worker_connection(servers: TestServers, transactional_db: None) -> Iterator[psycopg.Connection]:
    with connect(servers.urls.worker) as connection:
        yield connection


@pytest.fixture
def admin_connection(servers: TestServers, transactional_db: None) -> Iterator[psycopg.Connection]:
    """The superuser's: passes every policy, for looking at what really lies there."""
    with connect(servers.urls.admin) as connection:
        yield connection


@pytest.fixture
def as_worker(servers: TestServers, transactional_db: None) -> Iterator[None]:
    """This very process with the worker's login, for what only that may write."""
    with login_of(servers.urls.worker):
        yield


@pytest.fixture(scope="session")
def _running_worker(servers: TestServers) -> Iterator["subprocess.Popen[bytes]"]:
    worker = start_worker(servers.urls)
    yield worker
    stop(worker)


@pytest.fixture
def celery_worker_process(
    _running_worker: "subprocess.Popen[bytes]", transactional_db: None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker on this process's queue and database; started once, left with an empty queue."""
    app.control.purge()
    yield _running_worker
    app.control.purge()
    # For a test whose county has counted months.
    app.control.cancel_consumer("statistics", destination=[node()])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _busy():
        time.sleep(0.05)


@pytest.fixture
def statistics_worker(celery_worker_process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """The worker counts months, too; for other tests what a night leaves to be counted is thrown away."""
    app.control.add_consumer("statistics", destination=[node()], reply=True)
    yield
    app.control.cancel_consumer("statistics", destination=[node()], reply=True)


def _busy() -> bool:
    # Asked by its name, it is not waited for when it has answered.
    active = app.control.inspect(destination=[node()], timeout=1).active() or {}
    return any(active.values())
