"""Fault I14: a variable that is not as it must be is named in one sentence, and its value told to nobody."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.installed import KEY, programs, python
from tests.settings import ROOT
from vardovergang.configuration.variables import VARIABLES, first_fault

SECRET = "hemligt"
GOOD = {
    "DATABASE_URL": [
        "postgresql://vardovergang_app:p%40ss@db:5433/x?sslmode=require",
        "postgresql://vardovergang_app@/x?host=/tmp/sockets",
        "postgres://a:b@one:5432,two:5432/x",
    ],
    "REDIS_URL": [
        "redis://redis:6379/0",
        "rediss://:pass@cache/1",
        "unix:///run/redis.sock?db=3",
        "redis://c",
    ],
    "SECRET_KEY": [KEY],
    "ALLOWED_HOSTS": ["vard.example.se", "127.0.0.1,localhost", "[::1]", ".example.se"],
    "ORIGINS": ["https://vard.example.se", "https://a.se,http://127.0.0.1:8000"],
    "DEMO": ["0", "1"],
    "ATTACHMENT_MB": ["1", "25"],
    "MEETING_ADDRESS": ["https://meet.example.org/{room}", "https://v.example:8443/j?id={room}&lang=sv"],
    "PORT": ["1", "8000", "65535"],
    "BIND": ["0.0.0.0:8000", "unix:/run/site.sock", "[::]:80"],
    "WEB_WORKERS": ["1", "16"],
    "DATABASE_ROLE": ["app", "owner", "worker"],
}
BAD = {
    "DATABASE_URL": [
        f"postgresql://a:{SECRET}@[db/x",
        f"postgresql://a:{SECRET}@db:port/x",
        f"mysql://a:{SECRET}@b",
    ],
    "DATABASE_OWNER_URL": [f"postgresql://a:{SECRET}%zz@db/x"],
    "DATABASE_WORKER_URL": [f"//a:{SECRET}@db/x"],
    "DATABASE_ADMIN_URL": [f"postgresql//a:{SECRET}@db:99999999/x"],
    "REDIS_URL": [
        f"http://:{SECRET}@c",
        f"redis://:{SECRET}@c:port/0",
        f"redis://c/{SECRET}",
        "unix://redis.sock",
    ],
    "SECRET_KEY": ["x", SECRET, "a" * 80, "ab" * 40],
    "ALLOWED_HOSTS": ["*", "a.se,*", "https://a.se", "a.se,", "a b"],
    "ORIGINS": ["*", "a.se", "https://*.a.se", "https://a.se/"],
    "BEHIND_PROXY": ["yes"],
    "PLAIN_HTTP": ["true"],
    "DEMO": ["no"],
    "MEETING_ADDRESS": [
        "http://meet.example.org/{room}",
        "https://meet.example.org/",
        "https://{room}.example.org/",
        "https://meet.example.org/{room}/{room}",
        "https://user@meet.example.org/{room}",
        "https://meet.example.org/{room} x",
    ],
    "ATTACHMENT_MB": ["0", "ten", "-1", "1.5", "100000", "٣"],
    "PORT": ["0", "http", "70000"],
    "BIND": ["8000", ":8000", "127.0.0.1:http"],
    "WEB_WORKERS": ["0", "many", "2.5", "1000"],
    "DATABASE_ROLE": ["root"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in GOOD.items() for value in values]
)
def test_what_is_good_is_let_in(name: str, value: str) -> None:
    assert first_fault({name: value}) == ""


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_i14_what_is_wrong_is_one_sentence_without_the_value(name: str, value: str) -> None:
    sentence = first_fault({name: value})
    assert re.fullmatch(rf"{name} must be .+\.", sentence)
    assert SECRET not in sentence


def test_what_is_empty_counts_as_not_set() -> None:
    assert first_fault({variable.name: "" for variable in VARIABLES}) == ""


def test_the_owner_signs_nothing() -> None:
    assert first_fault({"DATABASE_ROLE": "owner", "SECRET_KEY": "x"}) == ""


def test_every_rule_is_tried() -> None:
    strict = {variable.name for variable in VARIABLES if variable.must}
    assert set(BAD) == strict
    assert set(GOOD) <= strict


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        "PATH": f"{programs()}{os.pathsep}{os.environ['PATH']}",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": KEY,
        "DATABASE_URL": "postgresql://vardovergang_app:a@127.0.0.1:1/x",
        "DATABASE_WORKER_URL": "postgresql://vardovergang_worker:a@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    return subprocess.run(
        command, cwd=ROOT, env=given | environment, capture_output=True, text=True, check=False, timeout=120
    )


CELERY = ("celery", "-A", "vardovergang", "--quiet")
PROGRAMS = {
    "manage.py": ("python", "manage.py", "check"),
    "web": ("gunicorn", "-c", "python:vardovergang.gunicorn_config", "vardovergang.wsgi"),
    "worker": (*CELERY, "worker"),
    "beat": (*CELERY, "beat"),
    "make run": ("python", "-m", "vardovergang.commands.run"),
}


@pytest.mark.parametrize(
    ("program", "name", "value"),
    [
        ("manage.py", "DATABASE_URL", f"postgresql://a:{SECRET}@[db/x"),
        ("manage.py", "SECRET_KEY", SECRET),
        ("web", "WEB_WORKERS", SECRET),
        ("web", "ALLOWED_HOSTS", "*"),
        ("worker", "ATTACHMENT_MB", SECRET),
        ("beat", "REDIS_URL", f"redis://:{SECRET}@c:port/0"),
        ("make run", "DATABASE_URL", f"postgresql://a:{SECRET}@[db/x"),
    ],
)
def test_i14_no_program_starts_with_it(tmp_path: Path, program: str, name: str, value: str) -> None:
    ended = start(tmp_path, *PROGRAMS[program], **{name: value})
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert re.search(rf"^{name} must be .+\.$", said, re.MULTILINE)
    assert SECRET not in said
    assert "Traceback" not in said


def test_i14_any_host_passes_no_examination(tmp_path: Path) -> None:
    ended = start(tmp_path, python(), "manage.py", "check", "--deploy", ALLOWED_HOSTS="*")
    assert ended.returncode == 1
    assert ended.stderr.startswith("ALLOWED_HOSTS must be")


def test_every_variable_that_the_code_reads_is_declared_and_told_of() -> None:
    declared = {variable.name for variable in VARIABLES}
    table = (ROOT / "docs" / "operations.md").read_text().split("## Variables")[1].split("\n## ")[0]
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", table)) & declared == declared
    files = [ROOT / "manage.py", *(ROOT / "vardovergang").rglob("*.py")]
    read = {name for path in files for name in names_asked(ast.parse(path.read_text()))}
    # Of the machine, of this run, or of Django; nobody sets them for a site.
    assert read - declared <= {
        "PATH",
        "PLAYWRIGHT_BROWSERS_PATH",
        "DJANGO_SETTINGS_MODULE",
        "BENCH_ADMIN_URL",
    }
    assert {"PORT", "SECRET_KEY", "DATA_DIR"} <= read


def names_asked(tree: ast.AST) -> set[str]:
    """The constants that are asked of something called environ or environment."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            owner, keys = node.func.value, node.args[:1]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            owner, keys = node.value, [node.slice]
        else:
            continue
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if name in {"environ", "environment"}:
            found |= {key.value for key in keys if isinstance(key, ast.Constant)}
    return {str(name) for name in found}
