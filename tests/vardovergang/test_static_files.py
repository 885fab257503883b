"""What is collected for the browser: names that follow the content, also those that modules import."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings


def test_every_module_that_is_imported_is_collected(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    hashed = {"BACKEND": "vardovergang.static_files.HashedFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": hashed}
    settings.WHITENOISE_KEEP_ONLY_HASHED_FILES = True
    packages = ["designsystemet-*", "django_htmx", "guardian", "rest_framework"]
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=packages)
    (main,) = (tmp_path / "js").glob("main.*.js")
    imported = re.findall(r'from "\./([^"]+)"', main.read_text())
    assert len(imported) > 3
    assert all((tmp_path / "js" / name).exists() for name in imported)
