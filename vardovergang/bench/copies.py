"""Cases by the hundred thousand that are like real ones: copies of the demonstration county's, made by SQL.

A copy has a person, parts and facts of its own. Copies that come with messages, recipients and receipts
too are what those messages fold to: `rebuild_cases --check` says so. Those without differ from them by
microseconds alone, so that no two rows of a list stand at the same moment.
"""

from __future__ import annotations

from collections.abc import Mapping

from discharge.process import MESSAGE_TYPES
from discharge.process.fields import Kind
from vardovergang.bench.database import filling

CLOSED = "NOT is_open"
OPEN = "is_open"
#: Where a unit of the account takes part.
OF_ACCOUNT = """is_open AND EXISTS (
    SELECT FROM discharge_participation p
    JOIN municipalities_assignment a ON a.unit_id = p.unit_id JOIN municipalities_user u ON u.id = a.user_id
    WHERE p.case_id = discharge_case.id AND p.in_hospital AND u.username = '{}')"""

_ORIGINALS = """
CREATE TEMP TABLE original AS
SELECT id, row_number() OVER (ORDER BY id) AS place FROM discharge_case WHERE reference !~ '^K0' AND {}
"""
_COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'
"""
_MOMENT = "timestamp with time zone"
# The last digits of an id tell the copies apart, so they stand in the order of their originals.
_SUFFIX = "lpad(to_hex(copy), 8, '0')"
# In facts all are messages', but for the districts'.
_IDS = r"""'(?<!"district": )"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4})[0-9a-f]{8}"'"""
# Born in the nineteenth century, so that nobody of the demonstration county has the number.
_PLACE = "(copy * 2000 + place)"
_NUMBER = f"to_char(date '1825-01-01' + ({_PLACE} % 30000)::int, 'YYYYMMDD') || (1000 + {_PLACE} / 30000)"


def _own(column: str) -> str:
    return f"overlay({column}::text placing {_SUFFIX} from 29)::uuid"


_OWN_FACTS = rf"""regexp_replace(r.facts::text, {_IDS}, '"\1' || {_SUFFIX} || '"', 'g')::jsonb"""


def _fields_of(*kinds: Kind) -> str:
    rows = [field for message_type in MESSAGE_TYPES.values() for field in message_type.fields]
    return "', '".join(sorted({field.name for field in rows if field.kind in kinds}))


# Of the ids in a message's facts those of other messages are the copy's own; the rest are units.
_OWN_PAPERS = (
    rf"""regexp_replace(value::text, '([0-9a-f-]{{28}})[0-9a-f]{{8}}/', '\1' || {_SUFFIX} || '/', 'g')"""
)
_OWN_MESSAGES = f"""(
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN value = 'null' THEN value
        WHEN key IN ('{_fields_of(Kind.MESSAGE, Kind.EARLIER)}') THEN to_jsonb({_own("(value #>> '{}')")})
        WHEN key IN ('{_fields_of(Kind.PAPERS)}') THEN {_OWN_PAPERS}::jsonb
        ELSE value END), '{{}}')
    FROM jsonb_each(r.facts))"""  # noqa: S608 - the names are those of the fields
_CASE = {"case_id": _own("o.id")}
# A person for each case, with the same id.
_PERSON = {"patient_id": _own("o.id")}
_ID = {"id": _own("r.id")}

#: Of each row, how it hangs on the case and what is the copy's own; the rest is as in the original.
_CASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "discharge_patient": ("(SELECT patient_id FROM discharge_case WHERE id = o.id) = r.id",
              {"id": _own("o.id"), "identity_number": _NUMBER, "linked_to_id": "NULL"}),
    "discharge_case": ("r.id = o.id", _ID | _PERSON | {"reference": f"'K' || lpad({_PLACE}::text, 10, '0')"}),
    "discharge_person_version": ("r.case_id = o.id", _ID | _CASE | _PERSON),
    "discharge_participation": ("r.case_id = o.id", _ID | _CASE | _PERSON),
    "discharge_name_word": ("r.case_id = o.id", _CASE),
    "discharge_listed_part": ("r.part_id IN (SELECT id FROM discharge_participation WHERE case_id = o.id)",
                              {"part_id": _own("r.part_id")}),
    "discharge_case_facts": ("r.case_id = o.id", _CASE | {"facts": _OWN_FACTS}),
    "discharge_sip_facts": ("r.case_id = o.id", _CASE),
    "discharge_planned_admission": ("r.case_id = o.id", _CASE),
}  # fmt: skip
_WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "discharge_message": ("r.case_id = o.id", _ID | _CASE | {
        "submission": _own("r.submission"), "corrects_id": _own("r.corrects_id"), "facts": _OWN_MESSAGES}),
    "discharge_recipient": ("r.case_id = o.id", _ID | _CASE | {"message_id": _own("r.message_id")}),
    "discharge_receipt": ("r.case_id = o.id", _ID | _CASE | {"recipient_id": _own("r.recipient_id")}),
    "discharge_receipt_undone": ("r.case_id = o.id", _CASE | {
        "receipt_id": _own("r.receipt_id"), "recipient_id": _own("r.recipient_id")}),
}  # fmt: skip


class NothingToCopy(Exception):
    """The demonstration county is too small to have such a case."""


def copy_cases(admin_url: str, which: str, first: int, cases: int, *, messages: bool = False) -> int:
    """At least so many, from copy number `first` on; returns the number of the copy that comes next."""
    copied = {**_CASES, **_WORDS} if messages else _CASES
    with filling(admin_url, copied.keys()) as connection:
        originals = connection.execute(_ORIGINALS.format(which)).rowcount
        if not originals:
            raise NothingToCopy(which)
        last = first + -(-cases // originals)
        for table, (belongs, own) in copied.items():
            columns = connection.execute(_COLUMNS, [table]).fetchall()
            # As in the original, or where there are no messages that say when, each moment a little later.
            later = {} if messages else {_MOMENT: " + copy * interval '1 microsecond'"}
            values = [own.get(name) or f"r.{name}{later.get(type_, '')}" for name, type_ in columns]
            connection.execute(
                f"""
                INSERT INTO {table} ({", ".join(name for name, _ in columns)})
                SELECT {", ".join(values)}
                FROM original o JOIN {table} r ON {belongs},
                     generate_series({first}, {last - 1}) AS copy
                """.encode()  # noqa: S608 - our own constants and two numbers
            )
    return last
