"""What a form shows of earlier messages: the version it builds on, a newer one, what it answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from discharge import queries
from discharge.forms import MessageForm
from discharge.models import Case, Message
from discharge.presenters.messages.versions import NewerWords, newer_words
from discharge.process import MessageType
from discharge.process.fields import Kind
from discharge.process.state import CaseState
from discharge.queries.lookups.places import veil_row


def newest_version(case: Case, message_type: MessageType, state: CaseState, unit: UUID) -> dict[str, Any]:
    """What the unit's newest version says: a new one is written from it.

    The patient's circumstances are what anybody has said last of them.
    """
    newest = message_type.newest_version(state, unit)
    said = message_type.decoded(queries.content(case.pk, newest)) if newest else {}
    return {
        field.name: said[field.name]
        for field in message_type.fields
        if field.name in said and not field.group
    }


def newer_version(case: Case, form: MessageForm, state: CaseState, unit: UUID) -> NewerWords | None:
    """What differs from what a colleague has sent meanwhile; the form builds on that from now on."""
    message_type = form.type
    if not message_type.naming.follows:
        return None
    built_on = {message_type.naming.follows: form.built_on()}
    newer = message_type.newer_version(built_on, state, unit)
    message = veil_row(queries.message(case.pk, newer), case) if newer else None
    if newer is None or message is None:
        return None
    form.has_seen(newer)
    return newer_words(message, {name: form[name].value() for name in form.rows})


def answered_message(case: Case, message_type: MessageType, about: UUID | None) -> Message | None:
    """The message that is answered. Raises Http404 when the case holds no such message."""
    message = veil_row(queries.message(case.pk, about), case) if about else None
    if about:
        refuse_strange(message, message_type)
    return message


def refuse_strange(answered: Message | None, message_type: MessageType) -> None:
    """Raise Http404 for what the case does not hold, or what is of another type."""
    if answered is None or answered.type != message_type.name:
        raise Http404


def answering(message_type: MessageType, answered: Message | None, unit: UUID) -> dict[str, Any]:
    """What an answer suggests: the same matter, back to who wrote; on one's own, to the same again."""
    if answered is None:
        return {}
    said = message_type.decoded(answered.facts)
    back = (
        said.get(message_type.naming.to_parties)
        if (wrote := answered.on_behalf_of_id or answered.sender_unit_id) == unit
        else [wrote]
    )
    same = {field.name: said.get(field.name) for field in message_type.fields if field.kind is Kind.CHOICE}
    return same | {message_type.naming.replies_to: answered.pk, message_type.naming.to_parties: back}
