"""The derived columns of a case and of the parts in it: a row a column.

From the rows come what the fold and billing write, what the database's roles may write, and what a unit sees
whose part has ended. A column without a row is written by nobody, granted to nobody and shown to no such
unit. The model's own field stays in `models/cases.py`; a test holds it against the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, Generic, ParamSpec

from discharge.process.judging import endings
from discharge.process.judging.urgency import NEVER
from discharge.process.outlook import Liability, LiabilityOutlook, Outlook, concerns_unit
from discharge.process.parts.state import Part
from discharge.process.sip.state import SipMeeting
from discharge.process.state import CaseKind, CaseState
from municipalities.units.parties import Party

P = ParamSpec("P")
#: The stages of a search for a place to live.
SEARCHING, ENDED = "searching", "ended"


class Seen(Enum):
    """What a unit sees of a column when its own part has ended."""

    NOTHING = auto()
    #: On the case's page, as the messages until the end of its part have it.
    AS_IT_WAS = auto()
    #: In lists too, where the column says no more than which case it was.
    IN_LISTS = auto()
    #: As it is now, wherever the case is shown: that it was of somebody else.
    AS_IT_IS = auto()


@dataclass(frozen=True, slots=True)
class Column(Generic[P]):
    """One column, by its name in the database, and what it follows from."""

    name: str
    value: Callable[P, Any]
    seen: Seen = Seen.NOTHING


# --- the case, from its messages -------------------------------------------------------------------

CASE: tuple[Column[[CaseState]], ...] = (
    Column("care_type", lambda s: s.care_type, Seen.IN_LISTS),
    Column("ward_id", lambda s: s.ward, Seen.AS_IT_WAS),
    Column("payer_id", lambda s: s.paying.payer, Seen.AS_IT_WAS),
    Column("district_id", lambda s: s.paying.district, Seen.AS_IT_WAS),
    Column("admitted_at", lambda s: s.admitted_at or s.began_at, Seen.IN_LISTS),
    Column("expected_discharge", lambda s: s.expected_discharge, Seen.AS_IT_WAS),
    Column("certainty", lambda s: s.certainty, Seen.AS_IT_WAS),
    Column("track", lambda s: s.track, Seen.AS_IT_WAS),
    Column("ready_at", lambda s: s.ready.sent_at if s.ready else None, Seen.AS_IT_WAS),
    Column("discharged_at", lambda s: s.discharged_at, Seen.AS_IT_WAS),
    Column("deceased_at", lambda s: s.deceased_at, Seen.AS_IT_WAS),
    Column("mistaken_at", lambda s: s.mistaken_at, Seen.AS_IT_IS),
    Column("sip_closed_at", lambda s: s.sip.closed_at, Seen.AS_IT_WAS),
    Column("step", lambda s: s.step, Seen.AS_IT_WAS),
    Column("next_unit_id", lambda s: s.next_task.unit if s.next_task else None, Seen.AS_IT_WAS),
    Column("next_type", lambda s: s.next_task.type if s.next_task else "", Seen.AS_IT_WAS),
    Column("next_deadline", lambda s: s.next_task.due if s.next_task else None, Seen.AS_IT_WAS),
    Column("is_open", lambda s: s.is_open, Seen.AS_IT_WAS),
    Column("changed_at", lambda s: s.last_at, Seen.AS_IT_WAS),
    # When the next of what is asked for ends by time: all that ended before then has been.
    Column("lapses_at", endings.next_end),
)


# --- a unit's part in it, from the same messages ---------------------------------------------------


def _is_active(part: Part) -> bool:
    return part.ended_at is None


def _has_part_in_sip(state: CaseState, part: Part) -> bool:
    """A ward has its part in the SIP while the person is there; a part that has ended has none."""
    return _is_active(part) and (part.party != Party.INPATIENT or state.in_hospital)


def _meeting_of(state: CaseState, part: Part) -> SipMeeting | None:
    meeting = state.sip.meeting
    return meeting if meeting and _is_active(part) and meeting.calls(part.unit) else None


def _first_task(state: CaseState, part: Part) -> Any:
    return next(iter(state.tasks_of(part.unit)), None)


def _is_concerned(state: CaseState, part: Part) -> bool:
    return any(concerns_unit(part.party, part.municipality, payer) for payer in state.payers)


def first_due(state: CaseState, part: Part) -> datetime:
    """The first deadline in the case that is the unit's business: anybody's, or else its own."""
    task = state.next_task if _is_concerned(state, part) else _first_task(state, part)
    return task.due if _is_active(part) and task and task.due else NEVER


def tasks_by_type(state: CaseState, part: Part) -> dict[str, dict[str, str | None]]:
    """What the unit owes, by message type; moments in UTC, as JSON keeps them."""
    return {
        task.type: {"since": _in_utc(task.since), "due": _in_utc(task.due) if task.due else None}
        for task in state.tasks_of(part.unit)
    }


def lapsed_tasks(state: CaseState, part: Part) -> dict[str, list[dict[str, str | None]]]:
    """What the unit was asked for and never did, by message type: adherence counts it as not done."""
    found: dict[str, list[dict[str, str | None]]] = {}
    for one in state.lapsed:
        if one.unit == part.unit:
            said = {"due": _in_utc(one.due) if one.due else None, "ended_at": _in_utc(one.ended_at)}
            found.setdefault(one.type, []).append(said)
    return found


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


PART: tuple[Column[[CaseState, Part]], ...] = (
    Column("active", lambda s, p: _is_active(p), Seen.AS_IT_WAS),
    Column("ended_at", lambda s, p: p.ended_at, Seen.AS_IT_WAS),
    Column("mistaken_at", lambda s, p: p.mistaken_at, Seen.AS_IT_WAS),
    Column("in_hospital", lambda s, p: s.in_hospital and _is_active(p), Seen.AS_IT_WAS),
    Column("to_acknowledge", lambda s, p: p.unacknowledged, Seen.AS_IT_WAS),
    Column("unread_since", lambda s, p: p.unread_since, Seen.AS_IT_WAS),
    Column("entered_afterwards", lambda s, p: p.entered_afterwards, Seen.AS_IT_WAS),
    Column("to_answer", lambda s, p: len(s.tasks_of(p.unit)), Seen.AS_IT_WAS),
    Column("next_type", lambda s, p: task.type if (task := _first_task(s, p)) else "", Seen.AS_IT_WAS),
    Column("deadline", lambda s, p: task.due if (task := _first_task(s, p)) else None, Seen.AS_IT_WAS),
    Column("ready_at", lambda s, p: s.ready.sent_at if s.ready and _is_active(p) else None, Seen.AS_IT_WAS),
    Column("admitted_at", lambda s, p: s.admitted_at or s.began_at, Seen.AS_IT_WAS),
    Column("responsible_id", lambda s, p: p.responsible, Seen.AS_IT_WAS),
    Column(
        "sip_running",
        lambda s, p: (
            _has_part_in_sip(s, p)
            and (s.is_open if s.kind is CaseKind.SIP else s.sip.is_running)
            and s.deceased_at is None
        ),
        Seen.AS_IT_WAS,
    ),
    # When the meeting was held, or else is to be; in the calendar of those who are called.
    Column(
        "meeting_at",
        lambda s, p: (m.held_at or m.starts_at) if (m := _meeting_of(s, p)) else None,
        Seen.AS_IT_WAS,
    ),
    Column(
        "meeting_held",
        lambda s, p: (m := _meeting_of(s, p)) is not None and m.held_at is not None,
        Seen.AS_IT_WAS,
    ),
    Column(
        "follow_up_on",
        lambda s, p: s.sip.follow_up_on if _has_part_in_sip(s, p) else None,
        Seen.AS_IT_WAS,
    ),
    Column(
        "placement",
        lambda s, p: (ENDED if s.placement.ended_at else SEARCHING) if s.placement is not None else "",
        Seen.AS_IT_WAS,
    ),
    # What lists are filtered and sorted by. What they don't show a unit whose part has ended, it can't ask
    # for either: there its columns say nothing.
    Column("care_type", lambda s, p: s.care_type, Seen.AS_IT_WAS),
    Column("track", lambda s, p: s.track if _is_active(p) else "", Seen.AS_IT_WAS),
    Column("payer_id", lambda s, p: s.paying.payer if _is_active(p) else None, Seen.AS_IT_WAS),
    Column("district_id", lambda s, p: s.paying.district if _is_active(p) else None, Seen.AS_IT_WAS),
    Column("ward_id", lambda s, p: s.ward if _is_active(p) else None, Seen.AS_IT_WAS),
    Column("step", lambda s, p: s.step if _is_active(p) else 0, Seen.AS_IT_WAS),
    Column(
        "expected_discharge", lambda s, p: s.expected_discharge if _is_active(p) else None, Seen.AS_IT_WAS
    ),
    Column("concerned", _is_concerned, Seen.AS_IT_WAS),
    Column("due", first_due, Seen.AS_IT_WAS),
    Column("tasks", tasks_by_type, Seen.AS_IT_WAS),
    Column("lapsed", lapsed_tasks, Seen.AS_IT_WAS),
)


# --- what billing makes of them: shown to nobody whose part has ended ------------------------------

CASE_LIABILITY: tuple[Column[[Liability]], ...] = (
    Column("liability_state", lambda said: said.outlook.outlook.value),
    Column("starts_on", lambda said: said.outlook.starts_on),
    Column("free_days_left", lambda said: said.free_days_left),
    Column("liability_missing", lambda said: list(said.outlook.missing)),
    Column("liability_due_on", lambda said: said.outlook.due_on),
)
PART_LIABILITY: tuple[Column[[Liability]], ...] = (
    # Lists warn of what will start, so not of a start that a condition stands in the way of.
    Column("starts_on", lambda said: said.outlook.liable_from),
    # What a row's colour is judged by, as on the case.
    Column("liability_state", lambda said: said.outlook.outlook.value),
    Column("liability_from", lambda said: said.outlook.starts_on),
    Column("liability_due_on", lambda said: said.outlook.due_on),
)


def liability(said: Mapping[str, Any]) -> Liability:
    """What the values of `CASE_LIABILITY` say, read back."""
    outlook = LiabilityOutlook(
        Outlook(said["liability_state"]),
        said["starts_on"],
        tuple(said["liability_missing"]),
        said["liability_due_on"],
    )
    return Liability(outlook, said["free_days_left"])


#: Every derived column by its table: what the application and the worker may change of a row.
TABLES: dict[str, tuple[Column[Any], ...]] = {
    "discharge_case": (*CASE, *CASE_LIABILITY),
    "discharge_participation": (*PART, *PART_LIABILITY),
}


def values(columns: Iterable[Column[P]], *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
    """The columns' values, by name."""
    return {column.name: column.value(*args, **kwargs) for column in columns}


def names(columns: Iterable[Column[Any]]) -> tuple[str, ...]:
    """The columns' names, in their order."""
    return tuple(column.name for column in columns)


def seen(columns: Iterable[Column[Any]], *levels: Seen) -> frozenset[str]:
    """The names of those that a unit sees so, when its own part has ended."""
    return frozenset(column.name for column in columns if column.seen in levels)


def grants() -> dict[str, str]:
    """By table: the privilege of changing its derived columns, and nothing else of it."""
    return {table: f"UPDATE ({', '.join(names(columns))})" for table, columns in TABLES.items()}
