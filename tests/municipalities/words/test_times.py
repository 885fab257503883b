"""Times as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from municipalities.swedish import clock
from municipalities.templatetags.times import day, deadline, due, moment

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=clock.STOCKHOLM)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(hours=5, minutes=20), "i dag 14.20"),
        (timedelta(days=1, minutes=5), "i morgon 9.05"),
        (timedelta(days=-1), "i går 9.00"),
        (timedelta(days=2), "tor 12 mars 9.00"),
        (timedelta(days=-400), "mån 3 feb 2025 9.00"),
    ],
)
def test_a_moment_is_near_or_a_weekday(later: timedelta, words: str) -> None:
    assert clock.moment_words(NOW + later, NOW) == words


def test_the_end_of_a_day_is_the_day() -> None:
    assert clock.moment_words(datetime(2026, 3, 10, 23, 59, 59, tzinfo=clock.STOCKHOLM), NOW) == "i dag"


def test_a_moment_is_said_in_stockholms_time() -> None:
    utc = datetime.fromisoformat("2026-03-10T23:30:00+00:00")
    assert clock.moment_words(utc, NOW) == "i morgon 0.30"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=20), "om 1 min"),
        (timedelta(minutes=25), "om 25 min"),
        (timedelta(hours=3, minutes=50), "om 3 h"),
        (timedelta(hours=26), "i morgon 11.00"),
        (timedelta(minutes=-90), "försenad 1 h"),
        (timedelta(days=-2, hours=-4), "försenad 2 d 4 h"),
        (timedelta(days=-2), "försenad 2 d"),
    ],
)
def test_a_deadline_is_how_long_is_left(left: timedelta, words: str) -> None:
    assert clock.due_words(NOW + left, NOW) == words


def test_the_hours_are_right_across_the_change_to_summer_time() -> None:
    night = datetime(2026, 3, 29, 1, 0, tzinfo=clock.STOCKHOLM)
    assert clock.due_words(datetime(2026, 3, 29, 4, 0, tzinfo=clock.STOCKHOLM), night) == "om 2 h"


def test_every_time_tells_its_full_date() -> None:
    assert moment(NOW, NOW) == (
        '<time datetime="2026-03-10T09:00:00+01:00" title="tisdag 10 mars 2026 kl. 9.00">i dag 9.00'
        '<span class="ds-sr-only"> (tisdag 10 mars 2026 kl. 9.00)</span></time>'
    )
    assert 'title="torsdag 12 mars 2026"' in day(date(2026, 3, 12), NOW)
    assert "försenad 1 h" in due(NOW - timedelta(hours=1), NOW)


def test_a_deadline_that_has_passed_is_late_in_word_and_picture() -> None:
    late, soon = (deadline(NOW + timedelta(hours=hours), NOW) for hours in (-1, 1))
    assert late.startswith('<span class="deadline" data-late><svg class="icon"')
    assert "#late" in late
    assert "försenad 1 h" in late
    assert soon.startswith('<span class="deadline"><time')
