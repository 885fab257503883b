"""Fault A1: the site in the environment that `make run` and the image install, used as people use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import files
from tests.factories.browser.pages import Session, send_file
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

FILES = {
    "lista.pdf": files.pdf(),
    "sår.png": files.picture("PNG"),
    "rum.jpg": files.picture("JPEG"),
}


def test_a1_pdf_png_and_jpeg_go_with_messages(
    log_in_for_real: Callable[[str], Session], tmp_path: Path
) -> None:
    """Each is chosen, sent, seen by the receiver and fetched byte by byte as it was."""
    stay = Stay(now=timezone.now() - timedelta(days=1))
    stay.consent()
    nurse, officer = log_in_for_real("somatik"), log_in_for_real("stadsdel")
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
        send_file(nurse, stay, tmp_path / name)
    officer.open(f"/arenden/{stay.case.pk}/")
    for name, data in FILES.items():
        with officer.page.expect_download() as download:
            officer.press(name)
        assert Path(download.value.path()).read_bytes() == data
    nurse.open(f"/arenden/{stay.case.pk}/")
    for name in FILES:
        nurse.sees(name)
