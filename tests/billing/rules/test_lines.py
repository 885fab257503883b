"""The terms of one kind of care as a line in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.term_lines import DoesNotFit, Span, ended_by, gaps, refuse_overlap, span_words

OLD = Span(None, date(2019, 12, 31), "Före")
NOW = Span(date(2020, 1, 1), None, "Nu")
LINE = [OLD, NOW]


@pytest.mark.parametrize(
    ("new", "before"),
    [
        (Span(date(2027, 1, 1), None), NOW),
        (Span(date(2027, 1, 1), date(2027, 12, 31)), NOW),
        (Span(date(2019, 7, 1), date(2019, 12, 31)), OLD),
    ],
)
def test_new_terms_end_what_holds_on_their_first_day(new: Span, before: Span) -> None:
    assert ended_by(new, LINE) == before


def test_new_terms_work_where_the_old_ones_have_a_later_end() -> None:
    old = Span(date(2020, 1, 1), date(2030, 12, 31), "Nu")
    assert ended_by(Span(date(2027, 1, 1), None), [old]) == old


def test_new_terms_in_a_gap_end_nothing() -> None:
    line = [OLD, Span(date(2025, 1, 1), None, "Senare")]
    assert ended_by(Span(date(2021, 1, 1), date(2024, 12, 31)), line) is None


@pytest.mark.parametrize(
    ("new", "field", "said"),
    [
        (Span(date(2020, 1, 1), None), "first", "Nu börjar samma dag."),
        (Span(date(2019, 7, 1), None), "last", "Nu börjar 1 januari 2020. Sätt sista dagen till 31 december"),
        (Span(date(2027, 1, 1), date(2026, 1, 1)), "last", "Sista dagen ligger före den första."),
    ],
)
def test_new_terms_that_do_not_fit_say_where_and_what_to_do(new: Span, field: str, said: str) -> None:
    with pytest.raises(DoesNotFit) as refused:
        ended_by(new, LINE)
    assert refused.value.field == field
    assert refused.value.text.startswith(said)


@pytest.mark.parametrize(
    ("new", "field", "said"),
    [
        (Span(date(2019, 1, 1), None), "first", "Före gäller till och med 31 december 2019. Avsluta dem"),
        (Span(None, date(2019, 1, 1)), "last", "Före gäller från början."),
        (Span(date(2021, 1, 1), date(2020, 1, 1)), "last", "Sista dagen ligger före den första."),
    ],
)
def test_other_days_that_others_have_are_refused(new: Span, field: str, said: str) -> None:
    with pytest.raises(DoesNotFit) as refused:
        refuse_overlap(new, [OLD])
    assert refused.value.field == field
    assert refused.value.text.startswith(said)


def test_gaps_lie_between_terms_and_after_the_last() -> None:
    line = [Span(date(2024, 1, 1), date(2024, 6, 30)), Span(date(2025, 1, 1), date(2025, 12, 31)), OLD]
    assert list(gaps(line)) == [
        Span(date(2020, 1, 1), date(2023, 12, 31)),
        Span(date(2024, 7, 1), date(2024, 12, 31)),
        Span(date(2026, 1, 1), None),
    ]
    assert list(gaps(LINE)) == []
    assert list(gaps([])) == [Span(None, None)]


def test_days_in_words() -> None:
    assert span_words(NOW) == "från 1 januari 2020 tills vidare"
    assert span_words(OLD) == "till och med 31 december 2019"
    assert (
        span_words(Span(date(2020, 1, 1), date(2020, 3, 9))) == "från 1 januari 2020 till och med 9 mars 2020"
    )


days = st.dates(date(2020, 1, 1), date(2020, 2, 15))
spans = st.tuples(days, st.none() | st.integers(-2, 12)).map(
    lambda drawn: Span(drawn[0], None if drawn[1] is None else drawn[0] + timedelta(days=drawn[1]))
)


@given(st.lists(spans, max_size=8))
def test_whatever_is_added_no_day_has_two_terms(wanted: list[Span]) -> None:
    """What fits is added as the action does it; and every day then has terms or lies in a gap."""
    line: list[Span] = []
    for new in wanted:
        try:
            before = ended_by(new, line)
        except DoesNotFit:
            continue
        assert new.first
        if before:
            line[line.index(before)] = Span(before.first, new.first - timedelta(days=1))
        line.append(new)
    whole = [*line, *gaps(line)]
    begin = min((span.begins for span in line), default=date(2020, 1, 1))
    for number in range(90):
        day = Span(begin + timedelta(days=number), begin + timedelta(days=number))
        assert sum(span.overlaps(day) for span in whole) == 1
