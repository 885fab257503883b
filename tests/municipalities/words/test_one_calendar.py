"""Sweden's calendar and the act's own times stand once, in `municipalities/swedish`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from municipalities.swedish import clock, law, months, weekdays
from municipalities.swedish.lists import and_list
from tests.settings import ROOT

HOME = ROOT / "municipalities" / "swedish"
APPS = ("municipalities", "discharge", "billing", "statistics/monthly_statistics", "vardovergang")
#: Words that mean the same wherever they stand; `clock` and `local` mean other things elsewhere.
ONCE = {
    name
    for module in (clock, law, months, weekdays)
    for name, value in vars(module).items()
    if getattr(value, "__module__", module.__name__) == module.__name__ or name.isupper()
} - {"clock", "local"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if path.parent != HOME and "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_no_other_module_says_where_stockholm_is_or_what_a_month_is_called() -> None:
    named = {*months.MONTHS, *months.SHORT_MONTHS} - {"mars", "april", "maj", "juni", "juli"}
    for path, tree in modules():
        nodes = list(ast.walk(tree))
        zones = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "ZoneInfo"]
        assert not zones, path
        assert not named & {n.value for n in nodes if isinstance(n, ast.Constant) and n.value}, path


def test_no_other_module_defines_a_name_of_the_calendar_or_a_time_of_the_act() -> None:
    assert {"STOCKHOLM", "local_date", "month_words", "SIP_CALL_WITHIN", "is_weekday"} <= ONCE
    for path, tree in modules():
        assert not ONCE & set(_defined(tree)), path


@pytest.mark.parametrize(
    ("things", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A och B"), (["A", "B", "C"], "A, B och C")]
)
def test_several_things_are_said_in_one_sentence(things: list[str], said: str) -> None:
    assert and_list(things) == said


def test_months() -> None:
    december = date(2020, 12, 31)
    assert months.month_of(december) == date(2020, 12, 1)
    assert months.month_after(december) == date(2021, 1, 1)
    assert months.last_day(date(2020, 2, 1)) == date(2020, 2, 29)
    assert list(months.months_before(date(2020, 11, 30), date(2021, 1, 1))) == [
        date(2020, 11, 1),
        date(2020, 12, 1),
    ]
    assert months.newest_months(date(2020, 11, 30), date(2021, 1, 1)) == [
        date(2021, 1, 1),
        date(2020, 12, 1),
        date(2020, 11, 1),
    ]
    assert months.month_choices([december]) == [("2020-12", "december 2020")]
    assert months.short_month_words(december) == "dec 2020"


def test_a_day_in_stockholm_begins_and_ends_also_when_the_clocks_change() -> None:
    """25 October 2020 has 25 hours."""
    day = date(2020, 10, 25)
    begins, ends = clock.midnight(day), clock.midnight_after(day)
    assert begins.isoformat() == "2020-10-25T00:00:00+02:00"
    assert ends.isoformat() == "2020-10-25T23:00:00+00:00"
    assert clock.last_second(day).isoformat() == "2020-10-25T23:59:59+01:00"
    assert clock.local_date(ends - datetime.resolution) == day
    assert clock.local_date(ends) == date(2020, 10, 26)
