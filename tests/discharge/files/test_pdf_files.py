"""A paper reads nothing but our own static files while it is built."""

from __future__ import annotations

import pytest
from django.core.exceptions import SuspiciousFileOperation

from discharge.papers.pdf_files import NotOurs, OwnFiles


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/a.css",
        "file:///etc/passwd",
        "data:text/css,a{}",
        "own:../manage.py",
        "own:no.css",
    ],
)
def test_a_paper_reads_nothing_but_our_static_files(url: str) -> None:
    with pytest.raises((NotOurs, SuspiciousFileOperation)):
        OwnFiles()(url)


def test_a_paper_reads_its_own_style() -> None:
    assert b"@page" in OwnFiles()("own:css/paper.css").read()
