"""A file is looked through in a process of its own, with limits and without our secrets (fault H5)."""

from __future__ import annotations

import time

import pytest

from discharge.attachments import apart
from discharge.attachments.unreadable import BROKEN, TOO_MUCH, Unreadable
from tests.factories import files, pdf_attacks


def test_h5_what_people_send_comes_through() -> None:
    upload = apart.looked_through_apart("../Åsas lista.pdf", files.pdf())
    assert (upload.name, upload.media_type, upload.data) == ("Åsas lista.pdf", "application/pdf", files.pdf())
    assert apart.looked_through_apart("a.png", files.picture()).media_type == "image/png"


def test_h5_a_refusal_comes_through_in_words() -> None:
    with pytest.raises(Unreadable, match=BROKEN):
        apart.looked_through_apart("a.pdf", files.pdf()[:300])


@pytest.mark.parametrize("what", pdf_attacks.DEAR)
def test_h5_no_file_costs_more_than_its_limit(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process waits and uses no processor meanwhile."""
    monkeypatch.setattr(apart, "PROCESSOR_SECONDS", 1)
    data = pdf_attacks.DEAR[what]()
    began, used = time.monotonic(), time.process_time()
    with pytest.raises(Unreadable, match=f"{TOO_MUCH}|{BROKEN}"):
        apart.looked_through_apart("a.pdf", data)
    assert time.process_time() - used < 0.5
    assert time.monotonic() - began < apart.CLOCK_SECONDS + 2


def test_h5_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither our environment, nor the file's name among what everybody at the machine sees."""
    code = "import json, os, sys; print(json.dumps({'refused': json.dumps([dict(os.environ), sys.argv])}))"
    monkeypatch.setenv("SECRET_KEY", "hemligt")
    monkeypatch.setattr(apart, "CHILD", code)
    with pytest.raises(Unreadable) as refused:
        apart.looked_through_apart("Bo Ek.pdf", b"%PDF-")
    assert "hemligt" not in str(refused.value)
    assert "Bo Ek" not in str(refused.value)


def test_h5_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAITING_SECONDS", 0)
    with apart.AT_ONCE, apart.AT_ONCE, pytest.raises(Unreadable, match=apart.BUSY):
        apart.looked_through_apart("a.pdf", files.pdf())
