"""Messages and their answers, as threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.models import Message
from discharge.presenters.messages.timeline import MessageWords, message_words
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import Kind
from discharge.queries import CaseFile, SeenMessage


@dataclass(frozen=True, slots=True)
class Thread:
    """A message with all that has answered it, and answered that, in order of time."""

    title: str
    first: MessageWords
    answers: list[MessageWords]

    @property
    def waits_for_us(self) -> bool:
        return any(message.waits_for_us for message in (self.first, *self.answers))


@dataclass(frozen=True, slots=True)
class AnsweredWords:
    """The message that an answer is about to answer."""

    sender: str
    unit: str
    at: datetime
    texts: list[str]


def answered_words(message: Message) -> AnsweredWords:
    message_type = MESSAGE_TYPES[message.type]
    texts = [
        message.content[f.name]
        for f in message_type.fields
        if f.kind is Kind.LONG_TEXT and f.name in message.content
    ]
    wrote = message.on_behalf_of or message.sender_unit
    return AnsweredWords(message.sender.user.name, wrote.full_name, message.sent_at, texts)


def threads(file: CaseFile, unit: UUID, *, hidden: bool) -> list[Thread]:
    """The thread in which something was said last comes first."""
    by_first: dict[UUID, list[SeenMessage]] = {}
    said = {m.pk: m for m in file.messages if MESSAGE_TYPES[m.type].naming.replies_to}
    for message in said.values():
        by_first.setdefault(_first_message(message, said), []).append(message)
    latest = sorted(by_first.values(), key=lambda thread: thread[-1].sent_at, reverse=True)
    worded = ([message_words(m, file, unit, hidden=hidden) for m in thread] for thread in latest)
    # Called what its first message calls itself: the first thing that its type asks.
    return [Thread(words[0].fields[0][1], words[0], words[1:]) for words in worded]


def _first_message(message: SeenMessage, said: dict[UUID, SeenMessage]) -> UUID:
    """The message that the thread began with; a correction stands where what it corrects stands."""
    answered = message.corrects_id or message.said[MESSAGE_TYPES[message.type].naming.replies_to]
    return _first_message(said[answered], said) if answered in said else message.pk
