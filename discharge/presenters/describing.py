"""docs/process.md, written from the table: the eight steps as a diagram, and every message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from discharge.process.fields import Field
from discharge.process.judging.consents import INFORMATION
from discharge.process.message_type import Ask, MessageType
from discharge.process.steps import STEPS
from discharge.process.table import MESSAGE_TYPES
from municipalities.units.parties import Party

INTRODUCTION = """# The process

Written by `manage.py process_docs` from `discharge/process/table/`; a test fails when it is stale. To add a
message type, add a row there. Sources and what is assumed stand as comments at the rows.
"""
DEADLINES = "## Deadlines\n\nWho must send what, at the latest when, and which message starts the time.\n"
MESSAGES = """
Every message is acknowledged by each unit that receives it. A fact (°) is read by the fold, whoever acts; the
rest only by those who may read the case. "Refused with" is the first sentence of what is said then.
"""


def description() -> str:
    """The whole page."""
    parts = [INTRODUCTION, *_diagram(), DEADLINES, *_deadlines(), *_steps()]
    return "\n".join(parts).rstrip() + "\n"


def _rows(step: int) -> list[MessageType]:
    return [row for row in MESSAGE_TYPES.values() if row.step == step]


def _asks() -> Iterator[tuple[MessageType, Ask]]:
    return ((row, ask) for row in MESSAGE_TYPES.values() for ask in (*row.asks, *row.to_self))


def _diagram() -> Iterator[str]:
    yield "```mermaid\nflowchart TD"
    for step, title in STEPS.items():
        yield f'    s{step}["{step}. {title}"]'
    yield from (f"    s{step} --> s{step + 1}" for step in list(STEPS)[:-1])
    for (begins, ends), words in _crossing().items():
        yield f'    s{begins} -. "{"<br>".join(words)}" .-> s{ends}'
    yield "```\n"


def _crossing() -> dict[tuple[int, int], list[str]]:
    """What one step asks for in another: the dotted arrows."""
    found: dict[tuple[int, int], list[str]] = {}
    for row, ask in _asks():
        asked = MESSAGE_TYPES[ask.type]
        words = f"{ask.party.label}: {asked.title}"
        arrows = found.setdefault((row.step, asked.step), [])
        if row.step != asked.step and words not in arrows:
            arrows.append(words)
    return {steps: words for steps, words in found.items() if words}


def _deadlines() -> Iterator[str]:
    yield from _head("who", "sends", "at the latest", "asked for by")
    for row in MESSAGE_TYPES.values():
        if row.within.words:
            yield _line(_parties(row.senders), row.title, row.within.words, "the admission itself")
    for owed, askers in _owed().items():
        yield _line(*owed, ", ".join(askers))
    yield ""


def _owed() -> dict[tuple[str, str, str], list[str]]:
    """(who, sends what, at the latest when), and the messages that ask for it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row, ask in _asks():
        due = ask.due.words or "no time set"
        found.setdefault((ask.party.label, MESSAGE_TYPES[ask.type].title, due), []).append(row.title)
    return found


def _steps() -> Iterator[str]:
    yield f"## Messages\n{MESSAGES}"
    for step, title in STEPS.items():
        yield f"### {step}. {title}\n"
        rows = _rows(step)
        if not rows:
            yield "No message of its own.\n"
            continue
        yield from _head("message", "type", "from", "to", "refused with", "asks for", "fields")
        yield from (_message(row) for row in rows)
        yield ""


def _message(row: MessageType) -> str:
    return _line(
        f"**{row.title}**",
        f"`{row.name}`",
        _parties(row.senders),
        _parties(row.receivers),
        _conditions(row),
        "<br>".join(f"{a.party.label}: {MESSAGE_TYPES[a.type].title}" for a in (*row.asks, *row.to_self)),
        "<br>".join(_field(field) for field in row.fields),
    )


def _conditions(row: MessageType) -> str:
    refused = [rule.refusal.split(".")[0] + "." for rule in row.requires]
    if row.needs_consent:
        refused.append(f"Needs consent: {INFORMATION[row.needs_consent]}.")
    if not row.may_be_cancelled:
        refused.append("Can't be cancelled.")
    return "<br>".join(refused)


def _field(field: Field) -> str:
    marks = "°" if field.fact else ""
    required = "" if field.required else " (optional)"
    filled = " (filled in)" if field.filled else ""
    kept = "" if field.sent else " (not sent)"
    return f"{field.label}{marks}{required}{filled}{kept}"


def _parties(parties: Iterable[Party]) -> str:
    return ", ".join(party.label for party in Party if party in set(parties))


def _head(*names: str) -> Iterator[str]:
    yield _line(*names)
    yield _line(*("---" for _ in names))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
