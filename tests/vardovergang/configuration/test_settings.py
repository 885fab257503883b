"""Settings as production has them, each in a process of its own."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from tests.installed import KEY, python
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.configuration.databases import databases
from vardovergang.configuration.secret_key import made_once
from vardovergang.servers.urls import Urls, broker_url

URLS = Urls(
    owner="postgresql://vardovergang_owner:o@db/x",
    app="postgresql://vardovergang_app:a@db:5433/x?sslmode=require",
    worker="postgresql://vardovergang_worker:w@db/x",
    redis="redis://cache/0",
)


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [python(), "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_djangos_own_examination(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_an_open_demonstration_is_no_production(tmp_path: Path) -> None:
    """Neither in Django's examination, nor together with an identity service."""
    known = {"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY, "DEMO": "1"}
    done = manage("check", "--deploy", **known)
    assert done.returncode != 0
    assert "site.E001" in done.stderr
    done = manage("check", IDENTITY_SERVICES="services.toml", **known)
    assert "DEMO=1 opens the site to everybody" in done.stderr


def test_production_needs_a_key_of_its_own(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), DATABASE_WORKER_URL=URLS.worker, DATABASE_ROLE="worker")
    assert "Set SECRET_KEY to a long random text" in done.stderr


def test_a_process_without_its_roles_login_does_not_start(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), DATABASE_WORKER_URL=URLS.worker, SECRET_KEY=KEY)
    assert "Set DATABASE_URL to the vardovergang_app login" in done.stderr


def test_an_unknown_role() -> None:
    with pytest.raises(ImproperlyConfigured, match="it must be one of owner, app, worker"):
        databases(URLS, "root")


def test_each_role_gets_its_login_and_pages_get_limits() -> None:
    app = databases(URLS, "app")
    assert app["default"] == app["access_log"]
    assert (app["default"]["USER"], app["default"]["PORT"], app["default"]["NAME"]) == (
        "vardovergang_app",
        "5433",
        "x",
    )
    assert app["default"]["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=15s" in app["default"]["OPTIONS"]["options"]
    worker = databases(URLS, "worker")["default"]
    assert worker["USER"] == "vardovergang_worker"
    assert "options" not in worker["OPTIONS"]


def test_the_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret-key"
    key = made_once(path)
    assert len(key) > 50
    assert made_once(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


@pytest.mark.parametrize(
    ("redis", "broker"),
    [
        ("redis://cache:6379/3", "redis://cache:6379/3"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
    ],
)
def test_celery_writes_the_same_redis_otherwise(redis: str, broker: str) -> None:
    assert broker_url(redis) == broker


@pytest.mark.django_db
def test_the_content_security_policy_is_exactly_this(client: Client) -> None:
    policy = client.get(reverse(settings.LOGIN_URL)).headers["Content-Security-Policy"]
    directives = {name: values for name, *values in (part.split() for part in policy.split(";"))}
    for name in ("script-src", "style-src"):
        directives[name] = ["'nonce'" if value.startswith("'nonce-") else value for value in directives[name]]
    assert directives == {
        "default-src": ["'none'"],
        "script-src": directives["script-src"],
        "style-src": directives["style-src"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    assert set(directives["script-src"]) <= {"'self'", "'nonce'"}
    assert set(directives["style-src"]) <= {"'self'", "'nonce'"}


@pytest.mark.django_db
def test_the_api_refuses_what_no_view_has_allowed() -> None:
    response = APIView.as_view()(APIRequestFactory().get("/"))
    assert response.status_code == 403


def test_commands_get_the_role_that_their_work_needs() -> None:
    from manage import NO_DATABASE, role_of

    assert {
        name: role_of(name) for name in ("migrate", "partitions", "nightly", "rebuild_cases", "shell")
    } == {
        "migrate": "owner",
        "partitions": "owner",
        "nightly": "worker",
        "rebuild_cases": "worker",
        "shell": "app",
    }
    assert "liability" in NO_DATABASE


def test_a_command_without_a_database_starts_nothing(tmp_path: Path) -> None:
    done = manage("liability", "--help", DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "postgresql").exists()


def test_a_command_starts_the_servers_and_stops_them_again(servers: TestServers) -> None:
    """Here the tests hold the servers, so they are found running and stay up."""
    done = manage("showmigrations", "contenttypes", DATA_DIR=str(servers.embedded.places.data_dir))
    assert done.returncode == 0, done.stderr
    assert "0001_initial" in done.stdout
    assert servers.embedded.postgresql.answers()


@pytest.mark.parametrize("file", ["vardovergang/Procfile", "docker-compose.yml"])
def test_every_queue_is_taken_by_the_workers_that_are_started(file: str) -> None:
    """Also those of the demonstration and of production; a queue that nobody takes fills unseen."""
    (taken,) = re.findall(r'--queues[, "]+([\w,]+)', (ROOT / file).read_text())
    known = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert set(taken.split(",")) == known
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} <= known
