"""What is collected for the browser: names that follow the content, also those that modules import."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from tests.installed import python
from tests.settings import ROOT


def test_every_module_that_is_imported_is_collected(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    hashed = {"BACKEND": "vardovergang.web.static_files.HashedFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": hashed}
    settings.WHITENOISE_KEEP_ONLY_HASHED_FILES = True
    packages = ["designsystemet-*", "django_htmx", "guardian", "rest_framework"]
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=packages)
    (main,) = (tmp_path / "js").glob("main.*.js")
    imported = re.findall(r'from "\./([^"]+)"', main.read_text())
    assert len(imported) > 3
    assert all((tmp_path / "js" / name).exists() for name in imported)
    # The name that pages say, the first time and after it.
    said = [staticfiles_storage.url("js/main.js") for _ in range(2)]
    assert said == [f"/static/js/{main.name}"] * 2


def test_i5_nothing_is_collected_without_the_browsers_assets(tmp_path: Path) -> None:
    """They are fetched first; where that fails, one sentence says so and no half of them is collected."""
    shutil.copytree(ROOT / "vardovergang", tmp_path / "vardovergang")
    for name in ("manage.py", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "data"),
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_fetch_retries": "0",
        "npm_config_cache": str(tmp_path / "cache"),
    }
    ended = subprocess.run(
        [python(), "manage.py", "collectstatic", "--noinput"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert re.search(r"npm could not get the browser's assets: .*Check the network", ended.stderr)
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()
