"""One case: the door to it, and everything that its page shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce
from django.http import Http404

from discharge import process
from discharge.models import Attachment, Block, Case, Message, Participation, Patient, SeenBlock
from discharge.models.patients import REGISTERED
from discharge.process import columns
from discharge.process.circumstances.holding import Held, Says, find_histories, find_sayings
from discharge.process.fields import ROW_ID, Kind, row_name
from discharge.process.journal import Journal, of_messages
from discharge.process.judging import endings
from discharge.process.state import CaseState, Entry
from discharge.queries import journal, persons
from discharge.queries.journal import SeenMessage
from discharge.queries.lookups import places
from discharge.queries.seen import as_it_was, part_as_it_was
from municipalities import directory, from_json
from municipalities.access import log
from municipalities.models import AccessLog, Assignment, User

Found = TypeVar("Found")


@dataclass(frozen=True)
class CaseFile:
    """A case with all that has been said in it; `names` says what ids and codes in messages stand for.

    `entries` are all its messages as the fold takes them, `messages` those that the reader sees.
    """

    case: Case
    state: CaseState
    entries: list[Entry]
    parts: list[Participation]
    messages: list[SeenMessage]
    names: dict[Any, str]
    blocks: list[SeenBlock] = field(default_factory=list)

    @cached_property
    def journal(self) -> Journal[SeenMessage]:
        return of_messages(self.messages)

    @cached_property
    def counting(self) -> list[SeenMessage]:
        """The messages that count, each as it was last corrected, in the order of the fold."""
        place = {entry.id: number for number, entry in enumerate(process.effective(self.entries))}
        return sorted(self.journal.counting, key=lambda message: place[message.corrects_id or message.pk])

    @property
    def closed_units(self) -> set[UUID | None]:
        """The units whose blockable messages the reader does not see now."""
        return {block.unit_id for block in self.blocks if block.is_closed}

    def is_blocked(self, type: str) -> bool:
        """Whether a message of the type may have been said where the reader does not see it."""
        message_type = process.MESSAGE_TYPES[type]
        closed = (part for part in self.parts if part.unit_id in self.closed_units)
        return (
            message_type.blockable
            and type in self.state.sent
            and any(p.party in message_type.senders for p in closed)
        )

    def part_of(self, unit_id: UUID) -> Participation:
        return next(part for part in self.parts if part.unit_id == unit_id)

    def latest(self, type: str) -> SeenMessage | None:
        """The last message of the type that counts: not cancelled, and as it was last corrected."""
        said = self._last_of_type.get(type)
        return said if said and not said.destroyed else None

    @cached_property
    def circumstances(self) -> dict[str, list[Held[SeenMessage]]]:
        """All that the reader sees of what has been said of the patient's circumstances, by row."""
        return find_histories(self.sayings)

    @cached_property
    def sayings(self) -> list[Says[SeenMessage]]:
        """Each message that the reader sees and that is not cancelled, with what it says or corrects."""
        return find_sayings(self.messages, self.journal.cancelled)

    def stood_in_cancelled(self, held: Held[SeenMessage]) -> bool:
        """Whether it was said before by a message that is cancelled, and by that unit no more: carried on."""
        said_by = {message.sender_unit for message in held.said_in}
        return any(
            message.pk in self.journal.cancelled
            and message.sender_unit not in said_by
            and message.shown_at < held.first.shown_at
            and message.content.get(held.row.name) == held.value
            for message in self.messages
        )

    def changed_in(self, message: SeenMessage) -> set[str]:
        """The rows of the patient's circumstances of which the message says something new."""
        return {
            name
            for name, runs in self.circumstances.items()
            if any(one.first.pk == message.pk for one in runs[1:])
        }

    def attachments_of(self, message: SeenMessage) -> list[Attachment]:
        """The files that the message says it has: a correction's may have come with what it corrects."""
        message_type = process.MESSAGE_TYPES[message.type]
        named = (message.content.get(field.name) for field in message_type.fields if field.kind is Kind.FILE)
        return [self._files[said] for said in named if said in self._files]

    def as_corrected(self, message_id: UUID) -> SeenMessage | None:
        """The message as it was last corrected; None where the unit may not read it."""
        return self.journal.latest(message_id)

    def still_said(self, message_id: UUID) -> SeenMessage | None:
        """The same; None too where its content has been destroyed."""
        message = self.as_corrected(message_id)
        return message if message and not message.destroyed else None

    @property
    def destroyed(self) -> set[UUID]:
        """The messages whose content has been destroyed."""
        return {message.pk for message in self.messages if message.destroyed}

    @cached_property
    def _last_of_type(self) -> dict[str, SeenMessage]:
        return {message.type: message for message in self.counting}

    @cached_property
    def _files(self) -> dict[str, Attachment]:
        return {str(file.pk): file for message in self.messages for file in message.attachments}


def open_case(
    assignment: Assignment,
    case_id: UUID,
    *,
    action: AccessLog.Action = AccessLog.Action.OPEN,
    detail: str = "",
) -> Case:
    """The case, if the unit takes part in it: the only door to a person's details.

    Row-level security decides, and the access log is written before anything is shown, for a refused
    attempt too. Raises Http404.
    """
    return open_within(assignment, case_id, lambda case: case, action=action, detail=detail)[0]


def open_within(
    assignment: Assignment,
    case_id: UUID,
    find: Callable[[Case], Found | None],
    *,
    action: AccessLog.Action = AccessLog.Action.OPEN,
    detail: str = "",
    naming: Callable[[Found], str] = lambda found: "",
) -> tuple[Case, Found]:
    """The case, and of it what an address names by a second id; `naming` tells the log of what was found.

    What is not of this very case is not found, and its row in the log is a refused attempt on this case's
    person. Raises Http404.
    """
    case = _read_case(case_id)
    if case:
        leaves = action in (AccessLog.Action.PRINT, AccessLog.Action.EXPORT)
        places.veil_case(
            case, places.place_on_paper(case) if leaves else places.place_on_page(case, assignment)
        )
    found = find(case) if case else None
    name = "" if found is None else naming(found)
    # That the reader was shown what another case has registered of the person.
    shown = "visade ändrade personuppgifter" if case and case.registered_elsewhere else ""
    log.record(
        action,
        by=assignment,
        case_id=case_id,
        patient_id=case.patient_id if case else None,
        refused=found is None,
        detail="; ".join(filter(None, (detail + name, shown))),
    )
    if case is None or found is None:
        raise Http404
    return case, found


def with_place_shown(assignment: Assignment, case: Case) -> Case:
    """The case once more, when its reader has been shown where the person is cared for. Raises Http404."""
    again = _read_case(case.pk)
    if again is None:
        raise Http404
    places.veil_case(again, places.place_on_page(again, assignment))
    return again


def note_begun(case: Case, type: str, *, by: Assignment) -> None:
    """In the access log: which message began the case, and what it registered otherwise than before."""
    otherwise = ", ".join(REGISTERED[name] for name in case.registered_otherwise)
    detail = "; ändrade uppgifter: ".join(filter(None, (type, otherwise)))
    log.record(AccessLog.Action.WRITE, by=by, case_id=case.pk, patient_id=case.patient_id, detail=detail)


def refuse(assignment: Assignment, case_id: UUID, *, action: AccessLog.Action, detail: str) -> NoReturn:
    """Log that something was asked for which is not of the case. Raises Http404."""
    open_within(assignment, case_id, lambda case: None, action=action, detail=detail)
    raise Http404


def last_said(case: Case, types: tuple[str, ...]) -> dict[str, Any]:
    """What the last message of these types says, as forms take it; empty where there is none."""
    said = Message.objects.filter(case=case, type__in=types)
    message = said.order_by(Coalesce("happened_at", "sent_at").desc(), "-sent_at", "-id").first()
    if message is None:
        return {}
    return process.MESSAGE_TYPES[message.type].decoded(message.facts | message.content)


_OPEN = "SELECT opened, patient, part_ended_at, versions, elsewhere, links FROM discharge_open_case(%s)"


def _read_case(case_id: UUID) -> Case | None:
    """The case with its person, and the end of the unit's own part in it, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [case_id])
        row = cursor.fetchone()
    if row is None:
        return None
    opened, patient, ended_at, versions, elsewhere, links = row
    case = from_json.row(Case, json.loads(opened))
    case.patient = from_json.row(Patient, json.loads(patient))
    case.seen_until = ended_at
    persons.put_person_on(case, json.loads(versions))
    case.links = persons.seen_links(json.loads(links)) if links else ()
    directory.fill([case], "ward", "next_unit", "payer", "district")
    if case.seen_until:
        as_it_was(case, columns.values(columns.CASE, state_of(case)))
    case.registered_elsewhere = persons.version_elsewhere(case, elsewhere and json.loads(elsewhere))
    return case


def state_of(case: Case) -> CaseState:
    """What the case's messages add up to; for a unit whose part has ended, what they did then."""
    return as_known(case, journal.read(case.pk))[1]


def as_known(case: Case, entries: list[Entry]) -> tuple[list[Entry], CaseState]:
    """All messages of the case as the fold takes them, and what they add up to.

    For a unit whose part has ended, those until then; and of what came later, whether anybody has acted on
    its own hand-over, which it may take back until then.
    """
    until = case.seen_until
    known = [entry for entry in entries if until is None or entry.entered_at <= until]
    state = process.fold(known)
    if until is None:
        # As the columns have it, which lists read.
        endings.end_before(state, case.lapses_at)
    else:
        endings.end_until(state, until)
        state.handed_over = process.fold(entries).handed_over
    return known, state


def case_file(case: Case) -> CaseFile:
    """All that a case's page shows; `case` comes from `open_case`."""
    read, messages = journal.read_seen(case.pk)
    entries, state = as_known(case, read)
    rows = Participation.objects.filter(case=case).select_related("responsible").order_by("since")
    parts = [part for part in directory.fill(rows, "unit") if part.unit_id in state.parts]
    if case.seen_until:
        for part in parts:
            part_as_it_was(part, columns.values(columns.PART, state, state.parts[part.unit_id]))
    places.veil_parts(parts, case.place)
    messages = [places.veil_message(message, case.place) for message in messages]
    names = _read_names(parts, messages, hidden=case.patient.protected_identity)
    return CaseFile(case, state, entries, parts, messages, names, blocks(case))


def blocks(case: Case) -> list[SeenBlock]:
    """The blocks that hold for the person, as far as the reader may know of them in this case."""
    found = Block.objects.seen_in(case.pk)
    return [replace(one, unit=places.seen_unit(one.unit, case.place)) for one in found]


def block(case: Case, block_id: UUID) -> SeenBlock | None:
    """The block, if it holds for the case's person and is known of in this case."""
    return next((block for block in blocks(case) if block.pk == block_id), None)


def is_block_elsewhere(case: Case, block_id: UUID) -> bool:
    """Whether the block is that of a unit, told to the reader, that has no part in the case."""
    found = block(case, block_id)
    if found is None or found.unit is None:
        return False
    return not case.participations.filter(unit=found.unit).exists()


def any_block(case: Case, block_id: UUID) -> Block | None:
    """The same in full, lifted or not; None where the reader may not know whose it is."""
    if not Block.objects.is_of(case.pk, block_id):
        return None
    return Block.objects.select_related("unit").filter(pk=block_id).first()


def _read_names(parts: list[Participation], messages: list[SeenMessage], *, hidden: bool) -> dict[Any, str]:
    """Units, people, areas and messages that facts name by id or code; a person is named by a number.

    And the rows of lists, by list and id, as they are called where they are answered.
    """
    rows = {
        (field.name, row[ROW_ID]): row_name(field, row, hidden=hidden and field.tells_who)
        for message in messages
        for field in process.MESSAGE_TYPES[message.type].fields
        if field.kind is Kind.ROWS and field.each_of is None
        for row in message.said.get(field.name) or ()
    }
    said = [message.said.get(name) for message in messages for name in message.facts]
    people = {part.responsible.pk: part.responsible.name for part in parts if part.responsible}
    if others := {one for one in said if type(one) is int} - people.keys():
        people |= {user.pk: user.name for user in User.objects.filter(pk__in=others)}
    known = directory.current()
    codes = {one for one in said if isinstance(one, str)} & known.municipalities.keys()
    areas = {one for one in said if isinstance(one, UUID)} & known.districts.keys()
    return {
        **rows,
        **{part.unit_id: part.unit.full_name for part in parts},
        **{message.pk: process.MESSAGE_TYPES[message.type].title for message in messages},
        **people,
        **{code: known.municipalities[code].name for code in codes},
        **{area: known.districts[area].name for area in areas},
    }
