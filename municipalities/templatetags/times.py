"""Times in templates: the words of `swedish/clock.py` in a <time> with the full date in its title."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString

from municipalities.swedish import clock
from municipalities.templatetags.printing import icon

register = template.Library()


@register.simple_tag
def moment(value: datetime, now: datetime) -> SafeString:
    """When something happened or will happen: i dag 14.20."""
    at = clock.local(value)
    return _time_element(value.isoformat(), clock.full_words(at), clock.moment_words(at, now))


@register.simple_tag
def day(value: date, now: datetime) -> SafeString:
    """A date: i morgon, tor 12 mars."""
    today = clock.local(now).date()
    return _time_element(value.isoformat(), clock.full_day_words(value), clock.day_words(value, today))


@register.simple_tag
def short_day(value: date, now: datetime) -> SafeString:
    """A date where there is little room: i morgon, 12 mars."""
    today = clock.local(now).date()
    words = clock.NEAR_DAYS.get((value - today).days) or clock.short_date_words(value, today)
    return _time_element(value.isoformat(), clock.full_day_words(value), words)


@register.simple_tag
def due(value: datetime, now: datetime) -> SafeString:
    """A deadline: om 3 h, försenad 2 d 4 h."""
    return _time_element(value.isoformat(), clock.full_words(value), clock.due_words(value, now))


@register.simple_tag
def deadline(value: datetime, now: datetime) -> SafeString:
    """When something is due; late is said in word and icon."""
    late, picture = (" data-late", f"{icon('late')} ") if value < now else ("", "")
    return SafeString(f'<span class="deadline"{late}>{picture}{due(value, now)}</span>')


@register.filter
def time_of_day(value: datetime) -> str:
    """14.20, where the date has been said."""
    return clock.clock_words(clock.local(value))


@register.filter
def is_near(value: datetime, now: datetime) -> bool:
    """Whether a deadline is said as a length of time, and not by its date."""
    return value - now < clock.HOURS_UNTIL


def _time_element(machine: str, full: str, words: str) -> SafeString:
    # Made of numbers and of our own words: nothing in them means anything to a browser.
    return SafeString(
        f'<time datetime="{machine}" title="{full}">{words}<span class="ds-sr-only"> ({full})</span></time>'
    )
