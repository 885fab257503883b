"""Earlier messages that a new one speaks of: its own earlier versions, what it answers; and their files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from discharge.models import Attachment, Case, HandoverRequest, Message, Recipient
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.circumstances.carrying import may_be_carried
from discharge.process.circumstances.holding import Held, Says, find_holding, find_sayings
from discharge.process.circumstances.rows import CARRIERS
from discharge.process.journal import of_entries
from discharge.process.state import CaseState, Entry
from discharge.queries import journal
from discharge.queries.cases import CaseFile, as_known, blocks
from discharge.queries.journal import CarriedMessage, SeenMessage
from discharge.queries.lookups.places import veil_carried
from municipalities.access import log
from municipalities.models import AccessLog, Assignment


def message(case_id: UUID, message_id: UUID) -> Message | None:
    """One message of a case that has been opened."""
    rows = Message.objects.select_related("sender__user", "sender_unit", "on_behalf_of")
    return rows.filter(case_id=case_id, pk=message_id).first()


def content(case_id: UUID, message_id: UUID) -> dict[str, Any]:
    """What one message of the case says beside its facts; empty where the unit does not see it."""
    found = Message.objects.filter(case_id=case_id, pk=message_id).values_list("content", flat=True)
    return next(iter(found), {})


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form begins with of the patient's circumstances, and the rows of which something is kept out."""

    held: Mapping[str, Held[CarriedMessage]]
    withheld: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        return self.held[name].value if name in self.held else ""


@dataclass(frozen=True, slots=True)
class Carrying:
    """A case as a form needs it that begins with what has been said of the patient's circumstances.

    `entries` are all its messages as the fold takes them, `sayings` what the reader sees that they say.
    """

    case: Case
    entries: list[Entry]
    state: CaseState
    sayings: list[Says[CarriedMessage]]


def open_carrying(case: Case) -> Carrying:
    """`case` comes from `open_case`."""
    read, said = journal.read_carried(case.pk, CARRIERS)
    entries, state = as_known(case, read)
    seen = (veil_carried(message, case.place) for message in said)
    return Carrying(case, entries, state, find_sayings(seen, of_entries(entries).cancelled))


def find_carried(carrying: Carrying, message_type: MessageType, unit: UUID) -> Carried:
    """What was said last, as far as it may go on in a message of the type from the unit.

    Not what a unit said whose words the patient has blocked, though the reader has opened the block; not what
    somebody who gets the message may not have; and of a protected identity nothing that a page hides.
    """
    last = find_holding(carrying.sayings)
    fields = [field for field in message_type.fields if field.group and field.name in last]
    if not fields:
        return Carried({})
    blocked = {block.unit_id for block in blocks(carrying.case)} - {unit}
    open_to_all = find_holding(one for one in carrying.sayings if one[0].sender_unit.pk not in blocked)
    hidden = carrying.case.patient.protected_identity
    held, withheld = {}, set()
    for field in fields:
        free = open_to_all.get(field.name)
        if (
            free is not None
            and free.value == last[field.name].value
            and not (hidden and field.tells_who)
            and may_be_carried(free, message_type, carrying.state, unit, MESSAGE_TYPES)
        ):
            held[field.name] = free
        else:
            withheld.add(field.name)
    return Carried(held, frozenset(withheld))


def has_received(case_id: UUID, message_ids: Collection[UUID], unit_id: UUID) -> bool:
    """Whether the unit has received each of the messages, in this very case, and sees it now."""
    got = Recipient.objects.filter(case_id=case_id, message_id__in=message_ids, unit_id=unit_id)
    return got.count() == len(set(message_ids))


def handover_request(assignment: Assignment, request_id: UUID) -> HandoverRequest | None:
    """A ward's request to the reader's unit, to be declined; in the access log, another unit's as refused."""
    asked = HandoverRequest.objects.filter(pk=request_id, to_unit_id=assignment.unit_id).first()
    log.record(
        AccessLog.Action.WRITE,
        by=assignment,
        case_id=asked.case_id if asked else None,
        refused=asked is None,
        detail=f"avböjde begäran {request_id}",
    )
    return asked


def versions(file: CaseFile, message_id: UUID) -> list[SeenMessage]:
    """All versions of the part that the message is a version of, oldest first; cancelled ones left out.

    Empty when the message is none of the case's, or of a type without versions.
    """
    one = next((m for m in file.messages if m.pk == message_id), None)
    if one is None or not MESSAGE_TYPES[one.type].naming.follows:
        return []
    is_shared = MESSAGE_TYPES[one.type].naming.shared
    of_type = (m for m in file.messages if m.type == one.type)
    same = [m for m in of_type if is_shared or m.sender_unit == one.sender_unit]
    return [m for m in same if m.pk not in file.journal.cancelled]


def attachment(case_id: UUID, attachment_id: UUID) -> Attachment | None:
    """The file, if a message of the case that the unit may see was sent with it."""
    return Attachment.objects.filter(case_id=case_id, pk=attachment_id).first()
