"""Keeping outcomes: a case's rows are rewritten when they differ from those that lie there, and only then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from billing.nightly.outcome_rows import DayRow, Outcome, PeriodRow, ResultRow

log = structlog.get_logger(__name__)

_RESULT, _PERIOD, _DAY = (", ".join(row._fields) for row in (ResultRow, PeriodRow, DayRow))
_KEPT_DAY, _OF_DAY = ", ".join(DayRow._fields[2:]), ", ".join(f"d.{name}" for name in DayRow._fields[2:])

# What lies there, in the same words as an outcome's lines.
_LYING_RESULTS = (
    f"COPY (SELECT {_RESULT} FROM billing_liability_result WHERE case_id = ANY(%s::uuid[])) TO STDOUT"  # noqa: S608
)
_LYING_PERIODS = f"""
COPY (SELECT {_PERIOD} FROM billing_liability_period WHERE case_id = ANY(%s::uuid[])
      ORDER BY case_id, number) TO STDOUT
"""  # noqa: S608
_LYING_DAYS = f"""
COPY (SELECT d.case_id, p.number, {_OF_DAY}
      FROM billing_liability_period p
      JOIN billing_liability_day d ON d.case_id = p.case_id AND d.period_id = p.id
      WHERE p.case_id = ANY(%s::uuid[])
      ORDER BY d.case_id, p.number, d.date) TO STDOUT
"""  # noqa: S608

# Row-level security takes no COPY, so lines are copied into tables of the connection's own. The row of a
# result stays where there is one, since nothing else may delete it.
_STAGES = f"""
CREATE TEMP TABLE IF NOT EXISTS new_result ON COMMIT DELETE ROWS AS
    SELECT {_RESULT} FROM billing_liability_result WITH NO DATA;
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
_RESULTS = f"""
INSERT INTO billing_liability_result (as_of, {_RESULT}) SELECT %s, {_RESULT} FROM new_result
ON CONFLICT (case_id) DO UPDATE SET (as_of, {_RESULT}) =
    ROW (excluded.as_of, {", ".join(f"excluded.{name}" for name in ResultRow._fields)})
"""  # noqa: S608
_PERIODS = f"INSERT INTO billing_liability_period ({_PERIOD}) SELECT {_PERIOD} FROM new_period"  # noqa: S608
_DAYS = f"""
INSERT INTO billing_liability_day (case_id, period_id, {_KEPT_DAY})
SELECT d.case_id, p.id, {_OF_DAY}
FROM new_day d JOIN billing_liability_period p ON p.case_id = d.case_id AND p.number = d.number
"""  # noqa: S608


def keep_outcomes(outcomes: Mapping[str, Outcome], *, as_of: date) -> dict[str, str]:
    """Returns the cases whose rows the database refuses, each with the kind of error."""
    ids = array_of(outcomes)
    with connection.cursor() as cursor:
        lying = {_case_of(line): Outcome(line) for line in _copy_lines(cursor, _LYING_RESULTS, ids)}
        for line in _copy_lines(cursor, _LYING_PERIODS, ids):
            lying[_case_of(line)].periods.append(line)
        for line in _copy_lines(cursor, _LYING_DAYS, ids):
            lying[_case_of(line)].days.append(line)
    return _rewrite_outcomes({case: new for case, new in outcomes.items() if new != lying.get(case)}, as_of)


def array_of(cases: Iterable[str]) -> str:
    """The ids as PostgreSQL writes an array: one value to hand over, whatever the number of cases."""
    return f"{{{','.join(cases)}}}"


def _case_of(line: str) -> str:
    return line[: line.index("\t")]


def _copy_lines(cursor: CursorWrapper, statement: str, ids: str) -> Iterator[str]:
    with cursor.copy(statement, [ids]) as copy:
        text = b"".join(copy).decode()
    return iter(text.split("\n")[:-1])


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
            _copy_in(cursor, "new_result", [one.result for one in kept])
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
