"""The Dockerfile's own lines, one after the other, without Docker: from its first step to a page and a file.

The image's folders lie in a folder of the test's. Debian's packages are this machine's; which they must be,
tests/vardovergang/configuration/test_image_lines.py says.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.factories import files
from tests.factories.browser.pages import send_file
from tests.factories.browser.sessions import sessions_at
from tests.factories.stays import Stay
from tests.factories.vardovergang.dockerfile import instructions, tracked_for_the_image
from tests.installed import KEY
from tests.processes import answering
from tests.servers import TestServers
from tests.settings import ROOT

#: How this machine reaches the packages' registries.
REGISTRIES = ("pip_", "npm_", "ssl_", "http_proxy", "https_proxy", "no_proxy")

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


class Image:
    """What the lines have made so far. Both stages lie in the same folders, so nothing is copied between."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder, self.command = root, root, [""]
        kept = {
            name: value
            for name, value in os.environ.items()
            if name == "HOME" or name.lower().startswith(REGISTRIES)
        }
        programs = f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**kept, "PATH": programs}

    def here(self, text: str) -> str:
        """The image's paths as they are here."""
        return re.sub(r"(?<![\w.])/(venv|app|data|tmp/build)\b", rf"{self.root}/\1", text)

    def carry_out(self, name: str, rest: str) -> None:
        getattr(self, f"_{name.lower()}")(self.here(rest))

    def _from(self, rest: str) -> None:
        """A stage begins with an environment of its own."""

    def _workdir(self, rest: str) -> None:
        self.folder = Path(rest)
        self.folder.mkdir(exist_ok=True)

    def _env(self, rest: str) -> None:
        for name, value in re.findall(r"(\w+)=(\S+)", rest):
            self.environment[name] = value.replace("$PATH", self.environment["PATH"])

    def _copy(self, rest: str) -> None:
        if rest.startswith("--from="):
            return
        *sources, target = rest.split()
        for path in tracked_for_the_image() if sources == ["."] else sources:
            place = self.folder / target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, place)

    def _run(self, rest: str) -> None:
        if rest.startswith("apt-get"):
            return
        done = subprocess.run(
            ["/bin/sh", "-c", rest],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{rest}\n{done.stdout}{done.stderr}"

    def _user(self, rest: str) -> None:
        """Whoever runs the tests."""

    def _expose(self, rest: str) -> None:
        assert rest == "8000"

    def _volume(self, rest: str) -> None:
        Path(rest).mkdir()

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)


def test_a1_the_images_lines_make_a_site_that_takes_a_file(
    browser: Browser, servers: TestServers, tmp_path: Path
) -> None:
    image = Image(tmp_path / "image")
    image.root.mkdir()
    for name, rest in instructions():
        image.carry_out(name, rest)
    assert not (image.folder / "node_modules").exists()
    given = image.environment | {
        "DATABASE_URL": servers.urls.app,
        "REDIS_URL": servers.urls.redis,
        "SECRET_KEY": KEY,
        "PLAIN_HTTP": "1",
        "DEMO": "1",
    }
    stay = Stay(now=timezone.now() - timedelta(days=1))
    stay.consent()
    (tmp_path / "lista.pdf").write_bytes(files.pdf())
    program = str(image.root / "venv" / "bin" / image.command[0])
    with (
        answering([program, *image.command[1:]], image.folder, given) as url,
        sessions_at(url, browser, servers) as log_in,
    ):
        send_file(log_in("somatik"), stay, tmp_path / "lista.pdf")
