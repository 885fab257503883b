"""What a message's fields are made of. Pure: forms and API build themselves from this."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from discharge.attachments.files import Upload
from discharge.process.on_paper.paper import OnPaper
from discharge.process.state import CaseState, StatedNeed
from municipalities.door import limits
from municipalities.swedish.clock import local_date


class Kind(StrEnum):
    """How a value is typed, shown and kept.

    A new kind needs a place in `STORED`, in `BUILDERS` of the forms and in `BUILDERS` of the API: a test says
    which of them has none. The time line shows it by its Python type (`timeline.field_words`).
    """

    TEXT = "text"
    #: A web address.
    LINK = "link"
    TELEPHONE = "telephone"
    LONG_TEXT = "long_text"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes_no"
    #: Yes or no, never answered beforehand nor by being passed over: what decides money is a question.
    QUESTION = "question"
    UNIT = "unit"
    COLLEAGUE = "colleague"
    MESSAGE = "message"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    #: A list of any length, each row with the same few things in it (`RowField`).
    ROWS = "rows"
    #: Another unit that has a part in the case; several of them.
    PARTICIPANT = "participant"
    PARTIES = "parties"
    #: Messages of the unit that wait to be sent on paper, each to a unit that is not connected.
    PAPERS = "papers"
    #: An earlier message that the form itself names: nobody types it.
    EARLIER = "earlier"
    #: A PDF or picture (`attachments/files.py`, `Upload`); the message keeps the attachment's id.
    FILE = "file"


#: The kinds that are written, and the longest of each: room for what the law asks for, not for a record.
LONGEST = {Kind.TEXT: 200, Kind.LINK: limits.ADDRESS, Kind.TELEPHONE: 200, Kind.LONG_TEXT: 4000}
#: More rows than any list needs, and far less than a form may carry.
MOST_ROWS = 50
#: What a row is known by, through versions and corrections: who answers to it names it so. It is a fact and
#: stands in addresses, so it is no text: signs that an address takes as they are.
ROW_ID, LONGEST_ID = "id", 40
_IS_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}").fullmatch
Row = dict[str, str]

#: How far ahead anything is dated (assumed): no text sets a limit, but beyond it the year is a slip, which
#: everybody would go by; and a call to a meeting then would stand as a call in time.
PLANNED_WITHIN = timedelta(days=366)
#: What is planned for years: a stay in forensic psychiatry, the yearly follow-up of a SIP (assumed).
PLANNED_FOR_LONG_WITHIN = timedelta(days=2 * 366)
_HOW_FAR = {PLANNED_WITHIN: "ett år", PLANNED_FOR_LONG_WITHIN: "två år"}

#: What is said of a question that nobody has answered.
UNANSWERED = "Svara ja eller nej."

#: A check of one value among all: returns what is wrong, in Swedish, or None.
Check = Callable[[Any, dict[str, Any], CaseState, datetime], str | None]


#: What is shown with a protected identity, unless a field says otherwise; a new kind is hidden until listed.
TELLING_NOBODY = frozenset(
    {
        Kind.LONG_TEXT,
        Kind.DATE,
        Kind.MOMENT,
        Kind.CHOICE,
        Kind.YES_NO,
        Kind.QUESTION,
        Kind.UNIT,
        Kind.COLLEAGUE,
        Kind.MESSAGE,
        Kind.ROWS,
        Kind.PARTICIPANT,
        Kind.PARTIES,
        Kind.PAPERS,
        Kind.EARLIER,
        Kind.FILE,
    }
)


@dataclass(frozen=True, slots=True)
class RowField:
    """One thing that each row of a list says: a choice, whose code is a fact, or words, which are content."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    #: Another of the row and its answers, with which this may be left empty.
    unless: tuple[str, tuple[str, ...]] = ("", ())
    #: Written in several lines.
    is_long: bool = False

    @property
    def longest(self) -> int:
        return LONGEST[Kind.LONG_TEXT if self.is_long else Kind.TEXT]

    def find_wrong(self, row: Row) -> str:
        """What is wrong with what the row says of it; empty where nothing is."""
        text, (other, answers) = row[self.name], self.unless
        if not text and self.required and not (other and row[other] in answers):
            return f"Fyll i {self.label.lower()}"
        if text and self.choices and text not in dict(self.choices):
            return f"Välj ett av alternativen för {self.label.lower()}"
        if len(text) > self.longest:
            return f"Högst {self.longest} tecken. Texten har {len(text)}. Skriv kortare"
        return ""


class RowsOf(NamedTuple):
    """An earlier list whose rows are answered, by its field's name: their ids as the case stands."""

    name: str
    ids: Callable[[CaseState], Collection[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message type.

    A *fact* is a date, code or flag that the fold may read; all else is content, which only those
    who may read the case ever see.
    """

    name: str
    kind: Kind
    label: str
    required: bool = True
    fact: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    #: The parties whose units may be chosen; empty: the sender's own party.
    units: tuple[str, ...] = ()
    #: One that is not connected may be chosen too: whoever chooses it tells it on paper.
    on_paper: bool = False
    #: Filled in by the action; no form asks for it.
    filled: bool = False
    #: The message type that puts it right, where a correction of the message itself does not.
    corrected_by: str = ""
    #: Asked for, but only to choose the receivers: no message holds it.
    sent: bool = True
    #: Whether it tells who or where somebody is, where its kind alone does not say (`tells_who`).
    personal: bool | None = None
    #: It says where the sender can be reached, which tells where a protected person is cared for.
    tells_place: bool = False
    suggest: Callable[[CaseState], Any] | None = None
    #: What is suggested of the sender: "name", "phone", "colleague" (the sender as one); or the time "now".
    own: str = ""
    checks: tuple[Check, ...] = ()
    #: (another field, its answers): asked for with these answers, and then required.
    required_when: tuple[str, tuple[str, ...]] | None = None
    #: When that is, in words: "Om mötet är på video".
    asked_if: str = ""
    #: Another field that may be filled in instead.
    unless: str = ""
    shown_when: Callable[[CaseState], bool] | None = None
    #: Who has answered it beforehand, and when.
    stated: Callable[[CaseState], StatedNeed | None] | None = None
    #: How far ahead a date or a moment may lie.
    within: timedelta = PLANNED_WITHIN
    #: Of the patient's circumstances (process/circumstances/rows.py) the heading under which a form folds it
    #: away with others. A choice is then chosen in a list; an empty text says that what was said has ended.
    group: str = ""
    #: What each row of a list says, and the words on the button that adds one.
    columns: tuple[RowField, ...] = ()
    adds: str = ""
    #: The list has a row for each of these, and no others; with `every`, none of them is left out.
    each_of: RowsOf | None = None
    every: bool = True

    @property
    def tells_who(self) -> bool:
        """Not shown with a protected identity. A short text is, until somebody has said that it is not so."""
        return self.kind not in TELLING_NOBODY if self.personal is None else self.personal

    def shown(self, state: CaseState) -> bool:
        if self.each_of and not self.each_of.ids(state):
            return False
        return self.shown_when is None or self.shown_when(state)

    def find_wrong_row(self, rows: Any, state: CaseState) -> str | None:
        """The first thing that is wrong in a list of rows."""
        if self.kind is not Kind.ROWS:
            return None
        if len(rows) > MOST_ROWS:
            return f"Högst {MOST_ROWS} rader. Lägg ihop några av dem."
        ids = [row[ROW_ID] for row in rows]
        if len(set(ids)) < len(ids) or not all(map(_IS_ID, ids)):
            return "Raderna går inte att hålla isär. Öppna formuläret igen."
        if self.each_of:
            answered = set(self.each_of.ids(state))
            if not answered.issuperset(ids):
                return "Listan har ändrats sedan formuläret öppnades. Öppna det igen."
            if self.every and len(ids) < len(answered):
                return "Svara för varje rad."
        wrong = (next(filter(None, (one.find_wrong(row) for one in self.columns)), "") for row in rows)
        return next((f"{what} på rad {place}." for place, what in enumerate(wrong, 1) if what), None)

    def asked_with(self, values: dict[str, Any]) -> bool:
        """Whether the other answers ask for this field."""
        if self.required_when is None:
            return True
        other, answers = self.required_when
        return values.get(other) in answers


class Stored(NamedTuple):
    """A value as JSON keeps it, and as the rules use it."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


_AS_IT_IS = Stored(lambda value: value, lambda value: value)
_ID = Stored(str, UUID)
STORED: dict[Kind, Stored] = {
    **dict.fromkeys((Kind.TEXT, Kind.LINK, Kind.TELEPHONE, Kind.LONG_TEXT, Kind.CHOICE), _AS_IT_IS),
    **dict.fromkeys((Kind.YES_NO, Kind.QUESTION, Kind.COLLEAGUE, Kind.MUNICIPALITY, Kind.ROWS), _AS_IT_IS),
    **dict.fromkeys((Kind.UNIT, Kind.DISTRICT, Kind.MESSAGE, Kind.EARLIER, Kind.PARTICIPANT), _ID),
    Kind.DATE: Stored(date.isoformat, date.fromisoformat),
    Kind.MOMENT: Stored(datetime.isoformat, datetime.fromisoformat),
    Kind.FILE: Stored(lambda file: str(file.id if isinstance(file, Upload) else file), UUID),
    Kind.PARTIES: Stored(
        lambda units: [str(unit) for unit in units], lambda units: tuple(UUID(unit) for unit in units)
    ),
    Kind.PAPERS: Stored(
        lambda papers: [paper.written for paper in papers],
        lambda papers: tuple(OnPaper.read(paper) for paper in papers),
    ),
}


def encode(field: Field, value: Any) -> Any:
    """The value as JSON keeps it."""
    return value if value is None else STORED[field.kind].encode(value)


def decode(field: Field, value: Any) -> Any:
    """The value as the rules use it."""
    if value is not None and field.kind is Kind.ROWS:
        return rows_of(field, value)
    return value if value is None else STORED[field.kind].decode(value)


def rows_of(field: Field, value: str | Iterable[Row]) -> list[Row]:
    """The rows, each with an id and all that may be said in it.

    What was one text before there were rows is one row; a row without an id is known by its place.
    """
    rows = [{field.columns[0].name: value}] if isinstance(value, str) else value
    names = [column.name for column in field.columns]
    return [
        {ROW_ID: row.get(ROW_ID) or str(place), **{name: row.get(name) or "" for name in names}}
        for place, row in enumerate(rows, 1)
    ]


def row_name(field: Field, row: Row, *, hidden: bool) -> str:
    """What a row is called where it is answered: its first words, and of a choice what is said after it."""
    said = ""
    for column in field.columns:
        if not column.choices:
            return " ".join(filter(None, (said, "" if hidden else row[column.name])))
        said = dict(column.choices).get(row[column.name], "")
    return said


def fact_of(field: Field, value: Any) -> Any:
    """What the fold may read of a fact: of a list its ids and codes, and no words."""
    if value is None or field.kind is not Kind.ROWS:
        return value
    known = (ROW_ID, *(column.name for column in field.columns if column.choices))
    return rows_of(field, [{name: row[name] for name in known} for row in rows_of(field, value)])


def problems(
    fields: tuple[Field, ...], values: dict[str, Any], state: CaseState, now: datetime
) -> dict[str, str]:
    """What is wrong with the values, by field name: the first problem of each field."""
    found: dict[str, str] = {}
    for field in fields:
        problem = _find_problem(field, values, state, now)
        if problem:
            found[field.name] = problem
    return found


def is_empty(value: Any) -> bool:
    return value is None or value in ("", (), [])


def _find_problem(field: Field, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    value = values.get(field.name)
    if field.filled:
        return None
    if value is None or is_empty(value):
        missing = UNANSWERED if field.kind is Kind.QUESTION else "Fyll i uppgiften."
        return missing if _is_required(field, values, state) else None
    if field.kind is Kind.CHOICE and value not in dict(field.choices):
        return "Välj ett av alternativen."
    if field.fact and not field.asked_with(values):
        return "Uppgiften hör till ett annat svar. Lämna fältet tomt."
    reasons = (check(value, values, state, now) for check in field.checks)
    wrong = _too_much(field, value) or field.find_wrong_row(value, state)
    wrong = wrong or next((reason for reason in reasons if reason), None)
    return wrong or _too_far(field, value, now)


def _too_far(field: Field, value: Any, now: datetime) -> str | None:
    """Asked of what is sent now alone: what was sent before is read as it stands."""
    if field.kind not in (Kind.DATE, Kind.MOMENT):
        return None
    day, what = (value, "Datumet") if field.kind is Kind.DATE else (local_date(value), "Tiden")
    if day <= local_date(now) + field.within:
        return None
    return f"{what} ligger mer än {_HOW_FAR[field.within]} framåt. Kontrollera årtalet."


def _too_much(field: Field, value: Any) -> str | None:
    longest = LONGEST.get(field.kind, 0)
    if not longest or len(value) <= longest:
        return None
    return f"Högst {longest} tecken. Texten har {len(value)}. Skriv kortare."


def _is_required(field: Field, values: dict[str, Any], state: CaseState) -> bool:
    if field.required_when:
        return field.asked_with(values)
    if field.unless and not is_empty(values.get(field.unless)):
        return False
    return field.required and field.kind is not Kind.YES_NO and field.shown(state)
