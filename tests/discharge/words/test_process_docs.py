"""docs/process.md says what the table says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from discharge.management.commands import process_docs
from discharge.presenters.describing import description
from discharge.process import MESSAGE_TYPES, STEPS


def test_the_page_is_not_stale() -> None:
    call_command("process_docs", check=True)


def test_every_message_step_and_deadline_is_in_it() -> None:
    page = description()
    for message_type in MESSAGE_TYPES.values():
        assert f"| **{message_type.title}** | `{message_type.name}` |" in page
        assert all(ask.due.words in page for ask in (*message_type.asks, *message_type.to_self))
    assert all(f'["{number}. {title}"]' in page for number, title in STEPS.items())


def test_a_changed_row_makes_it_stale_until_it_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "process.md"
    monkeypatch.setattr(process_docs, "PAGE", page)
    with pytest.raises(CommandError, match="inaktuell"):
        call_command("process_docs", check=True)
    call_command("process_docs")
    call_command("process_docs", check=True)
    # Changed in its place: taken out and put back, the row would stand last for every test after this one.
    renamed = replace(MESSAGE_TYPES["track_choice"], title="Något annat")
    monkeypatch.setitem(MESSAGE_TYPES, renamed.name, renamed)
    with pytest.raises(CommandError, match="inaktuell"):
        call_command("process_docs", check=True)
