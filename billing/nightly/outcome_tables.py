"""Keeping outcomes: a case's rows are rewritten when they differ from those that lie there, and only then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from billing.nightly.outcome_rows import DayRow, Final, Outcome, PeriodRow, ResultRow

log = structlog.get_logger(__name__)

_RESULT, _PERIOD, _DAY = (", ".join(row._fields) for row in (ResultRow, PeriodRow, DayRow))
_KEPT_DAY, _OF_DAY = ", ".join(DayRow._fields[2:]), ", ".join(f"d.{name}" for name in DayRow._fields[2:])

# How COPY writes a column that may be empty, holds JSON, or is true or false; any other is as its text.
_NULL = r"coalesce({}::text, '\N')"
_JSON = r"replace({}::text, '\', '\\')"
_WRITTEN = {
    **dict.fromkeys(
        (
            "payer_id",
            "district_id",
            "closed_on",
            "amount",
            "starts_on",
            "sip_call_due_on",
            "ended_on",
            "rate",
        ),
        _NULL,
    ),
    **dict.fromkeys(("messages", "rates"), _JSON),
    "terms": _NULL.format(_JSON),
    "ready": "left({}::text, 1)",
}


def _line(table: str, columns: Iterable[str]) -> str:
    """The line of a row as COPY writes it."""
    written = (_WRITTEN.get(name, "{}").format(f"{table}.{name}") for name in columns)
    return rf"concat_ws(E'\t', {', '.join(written)})"


# What lies there, in the same words as an outcome's lines.
_LYING = rf"""
SELECT r.case_id::text, sha256(convert_to(concat_ws(E'\n', {_line("r", ResultRow._fields)}, (
    SELECT string_agg({_line("p", PeriodRow._fields)}, E'\n' ORDER BY p.number)
    FROM billing_liability_period p WHERE p.case_id = r.case_id
), (
    SELECT string_agg(concat_ws(E'\t', d.case_id, p.number, {_line("d", DayRow._fields[2:])}), E'\n'
                      ORDER BY p.number, d.date)
    FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id
    WHERE d.case_id = r.case_id
)), 'UTF8'))
FROM billing_liability_result r WHERE r.case_id = ANY(%s::uuid[])
"""  # noqa: S608 - the names are those of the columns

# Row-level security takes no COPY, so lines are copied into tables of the connection's own. The row of a
# result stays where there is one, since nothing else may delete it.
_STAGES = f"""
CREATE TEMP TABLE IF NOT EXISTS new_result ON COMMIT DELETE ROWS AS
    SELECT {_RESULT}, rules, final_from FROM billing_liability_result WITH NO DATA;
CREATE TEMP TABLE IF NOT EXISTS new_period ON COMMIT DELETE ROWS AS
    SELECT {_PERIOD} FROM billing_liability_period WITH NO DATA;
CREATE TEMP TABLE IF NOT EXISTS new_day ON COMMIT DELETE ROWS AS
    SELECT case_id, period_id AS number, {_KEPT_DAY} FROM billing_liability_day WITH NO DATA;
TRUNCATE new_result, new_period, new_day;
"""  # noqa: S608
_DELETE = """
DELETE FROM billing_liability_day WHERE case_id IN (SELECT case_id FROM new_result);
DELETE FROM billing_liability_period WHERE case_id IN (SELECT case_id FROM new_result);
"""
_WRITTEN_RESULT = f"{_RESULT}, rules, final_from"
_RESULTS = f"""
INSERT INTO billing_liability_result (as_of, {_WRITTEN_RESULT}) SELECT %s, {_WRITTEN_RESULT} FROM new_result
ON CONFLICT (case_id) DO UPDATE SET (as_of, {_WRITTEN_RESULT}) =
    ROW (excluded.as_of, {", ".join(f"excluded.{name}" for name in _WRITTEN_RESULT.split(", "))})
"""  # noqa: S608
_PERIODS = f"INSERT INTO billing_liability_period ({_PERIOD}) SELECT {_PERIOD} FROM new_period"  # noqa: S608
_DAYS = f"""
INSERT INTO billing_liability_day (case_id, period_id, {_KEPT_DAY})
SELECT d.case_id, p.id, {_OF_DAY}
FROM new_day d JOIN billing_liability_period p ON p.case_id = d.case_id AND p.number = d.number
"""  # noqa: S608
# Of an outcome that stays as it is.
_FINAL = """
UPDATE billing_liability_result r SET rules = said.rules, final_from = said.since
FROM unnest(%s::uuid[], %s::text[], %s::date[]) AS said (case_id, rules, since)
WHERE r.case_id = said.case_id AND (r.rules, r.final_from) IS DISTINCT FROM (said.rules, said.since)
"""


def keep_final(said: Mapping[str, Final | None]) -> None:
    """Whether outcomes that lie there are final."""
    if said:
        rules = [final.rules if final else "" for final in said.values()]
        since = [final.since if final else None for final in said.values()]
        with connection.cursor() as cursor:
            cursor.execute(_FINAL, [array_of(said), rules, since])


def keep_outcomes(outcomes: Mapping[str, Outcome], *, as_of: date) -> dict[str, str]:
    """Returns the cases whose rows the database refuses, each with the kind of error."""
    return _rewrite_outcomes({case: outcomes[case] for case in differing(outcomes)}, as_of)


def differing(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The cases that something else lies there of, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LYING, [array_of(outcomes)])
        lying = {case: bytes(digest) for case, digest in cursor.fetchall()}
    return [case for case, outcome in outcomes.items() if lying.get(case) != outcome.digest()]


def array_of(cases: Iterable[str]) -> str:
    """The ids as PostgreSQL writes an array: one value to hand over, whatever the number of cases."""
    return f"{{{','.join(cases)}}}"


def _rewrite_outcomes(outcomes: Mapping[str, Outcome], as_of: date) -> dict[str, str]:
    """All at once; one by one where the database refuses, so that a bad case stops no other."""
    if not outcomes:
        return {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # A row that can't be is found at once, and not at the commit, where it would undo everybody's.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(_STAGES)
            kept = outcomes.values()
            _copy_in(cursor, "new_result", [f"{one.result}\t{one.final}" for one in kept])
            _copy_in(cursor, "new_period", chain.from_iterable(one.periods for one in kept))
            _copy_in(cursor, "new_day", chain.from_iterable(one.days for one in kept))
            cursor.execute(_DELETE)
            cursor.execute(_RESULTS, [as_of])
            cursor.execute(_PERIODS)
            cursor.execute(_DAYS)
    except (DataError, IntegrityError) as error:
        if len(outcomes) > 1:
            one_by_one = (_rewrite_outcomes({case: one}, as_of) for case, one in outcomes.items())
            return dict(chain.from_iterable(refused.items() for refused in one_by_one))
        (case,) = outcomes
        log.exception("outcome_refused", case=case)
        return {case: f"Databasen godtar inte utfallet ({type(error).__name__})."}
    return {}


def _copy_in(cursor: CursorWrapper, table: str, lines: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write("".join(f"{line}\n" for line in lines))
