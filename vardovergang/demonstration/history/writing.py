"""Cases in memory to rows in the database: by COPY, many at a time, whole persons together.

Row-level security takes no COPY, so lines go to tables of the connection's own first. Constraints, keys
and triggers are those of any other insert. Columns are named by the models and by
`discharge/process/columns.py`; what they hold is what `derive.write_derived` would write.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from billing.actions import liability_of
from billing.liability import Rulebook
from discharge.actions.persons import new_reference
from discharge.actions.sending import derive
from discharge.models import Case, LinkKind
from discharge.persons.identity_numbers import IdentityNumber, NumberKind
from discharge.process import columns
from municipalities.ids import new_id
from municipalities.units.parties import Party
from vardovergang.demonstration import texts
from vardovergang.demonstration.history.in_memory import Acknowledgement, CaseInMemory
from vardovergang.demonstration.people.persons import kind_of_link

#: In the order in which the triggers look for each other's rows.
TABLES = (
    "patient",
    "case",
    "person_version",
    "protection",
    "person_link",
    "participation",
    "message",
    "recipient",
    "receipt",
    "receipt_undone",
    "case_facts",
    "sip_facts",
    "planned_admission",
    "wrongly_sent",
)
_JSON = json.JSONEncoder(default=str, ensure_ascii=False).encode
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Rows:
    """The rows of some cases, by table, as lines of text that COPY reads."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._names: dict[str, tuple[str, ...]] = {}
        self._lines: dict[str, list[str]] = {table: [] for table in TABLES}

    def add_person(self, patient_id: UUID, cases: Iterable[CaseInMemory]) -> None:
        """A person with all stays, first to last."""
        protected_by, told = set[UUID](), list(cases)
        is_protected = any(case.protected or case.story.resident.person.protected_identity for case in told)
        for place, case in enumerate(told):
            person, first = case.story.resident.person, case.sent[0].message
            if place == 0:
                self._add_number(patient_id, person.number)
            by = {"unit": first.sender_unit_id, "assignment": first.sender_id}
            begun = [(by["unit"], by["assignment"], first.sent_at)] if person.protected_identity else []
            learned = [(one.by.unit_id, one.by.pk, one.at) for one in case.protected]
            for unit, assignment, at in (*begun, *learned):
                if unit not in protected_by:
                    protected_by.add(unit)
                    self._add("protection", {
                        "id": new_id(), "patient_id": patient_id, "set_by_id": assignment,
                        "set_unit_id": unit, "set_at": at, "ground": "", "reason": "",
                    })  # fmt: skip
            self._add("person_version", {
                "id": new_id(), "patient_id": patient_id, "case_id": case.id, **person.registered(),
                "linked_number": "", "registered_by_id": by["assignment"], "registered_unit_id": by["unit"],
                "registered_at": first.sent_at,
            })  # fmt: skip
            self.add_messages(case)
            self.add_derived(patient_id, case)
            # Protection works backwards: what is left of a part in an earlier stay has it too.
            self._add_wrongly_sent(case, is_protected=is_protected)
        if told:
            self._add_link(patient_id, told)

    def _add_number(self, patient_id: UUID, number: IdentityNumber) -> None:
        self._add("patient", {
            "id": patient_id, "identity_number": number.value, "number_kind": number.kind,
            "sex": number.sex, "birth_date": number.birth_date, "protected_identity": False,
        })  # fmt: skip

    def _add_link(self, patient_id: UUID, cases: Sequence[CaseInMemory]) -> None:
        """Which number it turned out to be, said by the last ward; a wrong one where there is one case."""
        last = cases[-1]
        number, person = last.story.resident.later_number, last.story.resident.person
        kind = kind_of_link(person.number)
        if number is None or (kind is LinkKind.CORRECTED and len(cases) > 1) or last.state.mistaken_at:
            return
        first, at, later_id = last.sent[0].message, last.sent[-1].message.sent_at, uuid5(patient_id, "later")
        self._add_number(later_id, number)
        self._add("person_link", {
            "id": new_id(), "kind": kind, "patient_id": patient_id, "to_id": later_id, "case_id": last.id,
            "linked_by_id": first.sender_id, "linked_unit_id": first.sender_unit_id, "linked_at": at,
            "reason": texts.NUMBER_KNOWN[kind], "undo_reason": "",
        })  # fmt: skip
        self._add("person_version", {
            "id": new_id(), "patient_id": patient_id, "case_id": last.id, **person.registered(),
            "linked_number": number.value, "registered_by_id": first.sender_id,
            "registered_unit_id": first.sender_unit_id, "registered_at": at,
        })  # fmt: skip

    def write(self) -> None:
        """Copy them in, all or nothing, and forget them."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Only this transaction is lost if the power fails now, and the next run makes it again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
            for table, lines in self._lines.items():
                if not lines:
                    continue
                stage, target = f"new_{table}", f"discharge_{table}"
                names = ", ".join(self._names[table])
                cursor.execute(
                    f"CREATE TEMP TABLE IF NOT EXISTS {stage} AS SELECT {names} FROM {target} WITH NO DATA"  # noqa: S608
                )
                with cursor.copy(f"COPY {stage} FROM STDIN") as copy:
                    copy.write("".join(lines))
                cursor.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM {stage}")  # noqa: S608
                cursor.execute(f"TRUNCATE {stage}")
        for lines in self._lines.values():
            lines.clear()

    def add_messages(self, case: CaseInMemory) -> None:
        """With those who received and acknowledged them."""
        received = {}
        for one in case.sent:
            message = one.message
            self._add("message", {name: value for name, value in vars(message).items() if name != "_state"})
            for to in one.entry.recipients:
                received[message.pk, to.unit] = recipient = new_id()
                self._add("recipient", {
                    "id": recipient, "message_id": message.pk, "case_id": case.id, "unit_id": to.unit,
                    "party": to.party, "connected": to.connected,
                })  # fmt: skip
        undone: Counter[tuple[UUID, UUID]] = Counter()
        for message_id, read, undone_at in case.undone:
            key = message_id, read.by.unit_id
            receipt = self._add_receipt(case, received[key], read, undone[key])
            undone[key] += 1
            self._add("receipt_undone", {
                "receipt_id": receipt, "recipient_id": received[key], "case_id": case.id,
                "unit_id": read.by.unit_id, "assignment_id": read.by.pk, "undone_at": undone_at,
            })  # fmt: skip
        for key, read in case.acknowledged.items():
            self._add_receipt(case, received[key], read, undone[key])

    def _add_receipt(self, case: CaseInMemory, recipient: UUID, read: Acknowledgement, number: int) -> UUID:
        receipt = new_id()
        self._add("receipt", {
            "id": receipt, "recipient_id": recipient, "case_id": case.id, "unit_id": read.by.unit_id,
            "assignment_id": read.by.pk, "acknowledged_at": read.at, "number": number,
        })  # fmt: skip
        return receipt

    def add_derived(self, patient_id: UUID, case: CaseInMemory) -> None:
        """What follows from the messages."""
        state = case.state
        liability = liability_of(state, lambda: self._rules)
        derived = derive.derived_values(state, liability)
        self._add("case", {
            "id": case.id, "patient_id": patient_id, "kind": Case.Kind.STAY, "reference": new_reference(),
            **derived["case"], **columns.values(columns.CASE_LIABILITY, liability),
        })  # fmt: skip
        for part in derived["parts"]:
            # A list is else an array, and what stands in this column is JSON.
            written = part | {"lapsed": _JSON(part["lapsed"])}
            self._add("participation", {"case_id": case.id, "patient_id": patient_id, **written})
        for table, facts in (("case_facts", derived["facts"]), ("sip_facts", derived["sip"])):
            if facts:
                self._add(table, {"case_id": case.id, "facts": facts})
        if derived["planned"]:
            self._add("planned_admission", {"case_id": case.id, "planned": derived["planned"]})

    def _add_wrongly_sent(self, case: CaseInMemory, *, is_protected: bool) -> None:
        """What the database writes where a part is taken back; noted long ago."""
        for part in case.state.parts.values():
            got = [one.message for one in case.sent if part.unit in {to.unit for to in one.entry.recipients}]
            if part.mistaken_at and got:
                self._add("wrongly_sent", {
                    "id": new_id(), "unit_id": part.unit, "type": got[0].type,
                    "from_unit_id": got[0].sender_unit_id, "sent_at": got[0].sent_at, "messages": len(got),
                    "taken_back_at": part.mistaken_at, "read_at": part.mistaken_at, "read_by_id": None,
                    "is_protected": is_protected,
                })  # fmt: skip

    def _add(self, table: str, row: Mapping[str, Any]) -> None:
        names = self._names.setdefault(table, tuple(row))
        if tuple(row) != names:
            raise ValueError(f"a row of {table} has other columns than the first one")
        self._lines[table].append("\t".join([_TEXTS[type(value)](value) for value in row.values()]) + "\n")


def _list_codes(codes: Iterable[object]) -> str:
    return f"{{{','.join(map(str, codes))}}}"


#: A value as COPY reads it, by what it is.
_TEXTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "\\N",
    str: lambda value: value.translate(_ESCAPES),
    date: date.isoformat,
    datetime: datetime.isoformat,
    # JSON has no other character that COPY takes for something else.
    dict: lambda value: _JSON(value).replace("\\", "\\\\"),
    list: _list_codes,
    tuple: _list_codes,
    # PostgreSQL reads it without its dashes, which take four times as long to write.
    UUID: lambda value: f"{value.int:032x}",
    **dict.fromkeys((int, bool, Case.Kind, Party, NumberKind, LinkKind), str),
}
