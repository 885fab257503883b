"""Moments as people type them, in Stockholm: an hour that comes twice is asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from municipalities.door import texts
from municipalities.forms.days import STRANGE_YEAR, YEARS
from municipalities.swedish.clock import SEASONS, STOCKHOLM, clock_on_face, comes_twice, exists, settled

#: A browser's datetime-local first; the others are for input typed by hand.
_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_OFFSET = re.compile(rf"(.*\d)({'|'.join(map(re.escape, SEASONS))})")
GAP = "Klockslaget finns inte: klockan ställdes fram till sommartid den natten."
TWICE = "Klockslaget kom två gånger den natten. Välj sommartid eller vintertid."


class MomentInput(forms.DateTimeInput):
    """A browser's date and time; beside a time that came twice, which of the two (`<name>_hour`).

    The two make one text with an offset, "2026-10-25T02:30+01:00", which a draft keeps as well.
    """

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            return f"{value.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"
        return _without_offset(str(value))[0] if value else None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text, hour = data.get(name), data.get(f"{name}_hour")
        face = _parse_face(str(text or ""))
        return f"{text}{hour}" if hour in SEASONS and face and comes_twice(face) else text

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = super().render(name, value, attrs, renderer)
        face, hour = _read_clock(value)
        if face is None or not comes_twice(face):
            return shown
        context = {
            "name": f"{name}_hour",
            "prefix": (attrs or {}).get("id", name),
            "hours": [(offset, word, offset == hour) for offset, word in SEASONS.items()],
            "clock": clock_on_face(face),
        }
        return SafeString(shown + render_to_string("discharge/forms/_hour.html", context))


class MomentField(forms.Field):
    """A moment in Stockholm's civil time, with its offset."""

    widget = MomentInput
    default_error_messages = {
        "invalid": "Skriv datum och klockslag som ÅÅÅÅ-MM-DD TT:MM.",
        "year": STRANGE_YEAR,
        "gap": GAP,
        "twice": TWICE,
    }

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return settled(value)
        text, offset = _without_offset(texts.code(str(value)))
        face = _parse_moment(text)
        if face is None:
            raise self._wrong_moment("invalid")
        if face.year not in YEARS:
            raise self._wrong_moment("year", year=face.year)
        if offset:
            return settled(datetime.fromisoformat(f"{face.isoformat()}{offset}"))
        if not exists(face):
            raise self._wrong_moment("gap")
        if comes_twice(face):
            raise self._wrong_moment("twice")
        return settled(face.replace(tzinfo=STOCKHOLM))

    def _wrong_moment(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


def _read_clock(value: Any) -> tuple[datetime | None, str]:
    """What the clock showed, and the offset where it is known."""
    if isinstance(value, datetime):
        at = settled(value)
        return at.replace(tzinfo=None), at.isoformat()[-6:]
    text, offset = _without_offset(str(value or ""))
    return _parse_face(text), offset


def _without_offset(text: str) -> tuple[str, str]:
    found = _OFFSET.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")


def _parse_face(text: str) -> datetime | None:
    """The date and time as the clock showed it, in a year that may be meant."""
    face = _parse_moment(text)
    return face if face and face.year in YEARS else None


def _parse_moment(text: str) -> datetime | None:
    """The date and time, of whatever year."""
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - its zone is asked for where it matters
        except ValueError:
            continue
    return None
