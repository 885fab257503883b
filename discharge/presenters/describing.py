"""docs/process.md, written from the table: the eight steps as a diagram, and every message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discharge.process.circumstances.rows import ROWS
from discharge.process.fields import Field
from discharge.process.judging.consents import INFORMATION
from discharge.process.message_type import Ask, MessageType
from discharge.process.state import Ends
from discharge.process.steps import STEPS
from discharge.process.table import MESSAGE_TYPES
from discharge.process.times import ASKED_FOR, ENDS, paper_due
from discharge.process.well_known import PAPER_NOTE, SIP_FOLLOW_UP
from municipalities.units.parties import Party

INTRODUCTION = """# The process

Written by `manage.py process_docs` from `discharge/process/table/`; a test fails when it is stale. To add a
message type, add a row there. Sources and what is assumed stand as comments at the rows.
"""
DEADLINES = f"""## Deadlines

Who must send what, at the latest when, which message starts the time, and what ends it besides being done.
While the person is in hospital nothing ends by age: {ASKED_FOR.days} days after the discharge, or after
its own time where that is later; in a SIP outside a stay, after its own time. What lacks a consent is not
owed, and is from the day that the consent is given. A death, spår grå and felsänt end everything, as a unit's
part ends what it owes; a stay that is opened again owes what had ended with it. What ends undone is kept with
its time (uteblev): adherence counts it as not done, and leaves out what might not be sent. All of it is
(assumed).
"""
MESSAGES = """
Every message is acknowledged by each unit that receives it; the receipt of a *notice* is never undone. A fact
(°) is read by the fold, whoever acts; the rest only by those who may read the case. "Refused with" is the
first sentence of what is said then.
"""

CIRCUMSTANCES = """## The patient's circumstances

What everybody asks for first (`discharge/process/circumstances/rows.py`): each a field of the messages that
carry it, which all need consent. A form begins with what was said last, by whom and when.
"""


def description() -> str:
    """The whole page."""
    parts = [INTRODUCTION, *_draw_diagram(), DEADLINES, *_deadline_lines(), *_step_lines()]
    parts += _circumstance_lines()
    return "\n".join(parts).rstrip() + "\n"


def _all_asks() -> Iterator[tuple[MessageType, Ask]]:
    return (
        (message_type, ask)
        for message_type in MESSAGE_TYPES.values()
        for ask in (*message_type.asks, *message_type.to_self)
    )


def _draw_diagram() -> Iterator[str]:
    yield "```mermaid\nflowchart TD"
    for step, title in STEPS.items():
        yield f'    s{step}["{step}. {title}"]'
    yield from (f"    s{step} --> s{step + 1}" for step in list(STEPS)[:-1])
    # The dotted arrows: what one step asks for in another.
    crossing: dict[tuple[int, int], list[str]] = {}
    for message_type, ask in _all_asks():
        asked = MESSAGE_TYPES[ask.type]
        words = f"{ask.party.label}: {asked.title}"
        arrows = crossing.setdefault((message_type.step, asked.step), [])
        if message_type.step != asked.step and words not in arrows:
            arrows.append(words)
    for (begins, ends), arrows in crossing.items():
        if arrows:
            yield f'    s{begins} -. "{"<br>".join(arrows)}" .-> s{ends}'
    yield "```\n"


def _deadline_lines() -> Iterator[str]:
    yield from _table_head("who", "sends", "at the latest", "ends undone with", "asked for by")
    for message_type in MESSAGE_TYPES.values():
        if message_type.within.words:
            yield _table_line(
                _party_words(message_type.senders),
                message_type.title,
                message_type.within.words,
                "",
                "the admission itself",
            )
    by_age = ENDS[Ends.AGE]
    yield _table_line(
        "Who wrote it",
        PAPER_NOTE.title,
        paper_due.words,
        by_age,
        "any message to a unit that is not connected",
    )
    yield _table_line(
        "Who has the main responsibility",
        SIP_FOLLOW_UP.title,
        "sin dag",
        f"SIP avslutas; {by_age}",
        "the plan, and each follow-up",
    )
    # (who, sends what, at the latest when, what ends it), and the messages that ask for it.
    asked_by: dict[tuple[str, str, str, str], list[str]] = {}
    for message_type, ask in _all_asks():
        due = ask.due.words or "no time set"
        owed = (ask.party.label, MESSAGE_TYPES[ask.type].title, due, ENDS[ask.ends])
        asked_by.setdefault(owed, []).append(message_type.title)
    for owed, askers in asked_by.items():
        yield _table_line(*owed, ", ".join(askers))
    yield ""


def _step_lines() -> Iterator[str]:
    yield f"## Messages\n{MESSAGES}"
    for step, title in STEPS.items():
        yield f"### {step}. {title}\n"
        rows = [message_type for message_type in MESSAGE_TYPES.values() if message_type.step == step]
        if not rows:
            yield "No message of its own.\n"
            continue
        yield from _table_head("message", "type", "from", "to", "refused with", "asks for", "fields")
        yield from (_message_line(row) for row in rows)
        yield ""


def _message_line(message_type: MessageType) -> str:
    refused = [rule.refusal.split(".")[0] + "." for rule in message_type.requires]
    if message_type.needs_consent:
        refused.append(f"Needs consent: {INFORMATION[message_type.needs_consent]}.")
    if not message_type.may_be_cancelled:
        refused.append("Can't be cancelled.")
    if message_type.is_notice:
        refused.append("A *notice*.")
    return _table_line(
        f"**{message_type.title}**",
        f"`{message_type.name}`",
        _party_words(message_type.senders),
        _party_words(message_type.receivers),
        "<br>".join(refused),
        "<br>".join(
            f"{a.party.label}: {MESSAGE_TYPES[a.type].title}"
            for a in (*message_type.asks, *message_type.to_self)
        ),
        # The patient's circumstances have a table of their own.
        "<br>".join(dict.fromkeys(field.group or _field_words(field) for field in message_type.fields)),
    )


def _circumstance_lines() -> Iterator[str]:
    yield CIRCUMSTANCES
    yield from _table_head("group", "field", "name", "answers", "carried by", "of", "on the trygghetskvitto")
    for row in ROWS:
        yield _table_line(
            row.group,
            row.label,
            f"`{row.name}`",
            "<br>".join(words for _, words in row.choices),
            "<br>".join(MESSAGE_TYPES[name].title for name in row.messages),
            "a third person" if row.third_person else "the patient",
            "<br>".join((row.to_patient, *(words for _, words in row.choices_to_patient))),
        )


def _field_words(field: Field) -> str:
    marks = "°" if field.fact else ""
    required = "" if field.required else " (optional)"
    filled = " (filled in)" if field.filled else ""
    kept = "" if field.sent else " (not sent)"
    return f"{field.label}{marks}{required}{filled}{kept}"


def _party_words(parties: Iterable[Party]) -> str:
    return ", ".join(party.label for party in Party if party in set(parties))


def _table_head(*names: str) -> Iterator[str]:
    yield _table_line(*names)
    yield _table_line(*("---" for _ in names))


def _table_line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
