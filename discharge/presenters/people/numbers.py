"""The numbers of a case's person in words: which it has now, which it had, and who has said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.models import Case, LinkKind, PersonVersion, SeenLink
from discharge.persons.identity_numbers import read_kept
from municipalities.swedish.clock import full_words


@dataclass(frozen=True, slots=True)
class LinkWords:
    """One link; `sentence` names no number, no unit and nobody for a protected identity (`hidden`).

    `may_confirm`: somebody else has asked for it to be undone, and it can be confirmed in this case.
    """

    id: UUID
    kind: LinkKind
    linked_at: datetime
    sentence: str
    earlier: str = ""
    later: str = ""
    reason: str = ""
    undo_asked: str = ""
    asked_by_me: bool = False
    may_confirm: bool = False
    cases: tuple[tuple[UUID, str], ...] = ()


def links(case: Case, *, hidden: bool) -> list[LinkWords]:
    """The person's other numbers, the one that was linked first first."""
    return [_link_words(link, hidden=hidden) for link in case.links or ()]


def _link_words(link: SeenLink, *, hidden: bool) -> LinkWords:
    waits = link.undo_asked_at is not None
    asked = full_words(link.undo_asked_at) if link.undo_asked_at else ""
    by = "" if hidden or link.unit is None else f" av {link.who}, {link.unit.full_name},"
    return LinkWords(
        id=link.pk,
        kind=link.kind,
        linked_at=link.linked_at,
        earlier="" if hidden else _written(link.earlier),
        later="" if hidden else _written(link.later),
        sentence=f"{_what(link, hidden=hidden)}{by} {full_words(link.linked_at)}.",
        reason="" if hidden else link.reason,
        undo_asked=asked if hidden or not asked else f"{asked}: {link.undo_reason}",
        asked_by_me=link.asked_by_me,
        may_confirm=waits and link.is_earlier and not link.asked_by_me,
        cases=tuple(link.cases),
    )


def _what(link: SeenLink, *, hidden: bool) -> str:
    if link.kind is LinkKind.CORRECTED:
        return "Numret är rättat" if hidden else f"Numret är rättat till {_written(link.later)}"
    if hidden:
        return "Ett annat nummer är kopplat till personens"
    earlier, later = (f"{_kind_of(value)} {_written(value)}" for value in (link.earlier, link.later))
    return f"{earlier} är kopplat till {later.lower()}"


def _kind_of(value: str) -> str:
    return read_kept(value).kind.label


def number_words(case: Case) -> str:
    """The number that the case knows the person by; with the one that it was begun with, if that stands."""
    now = _written(case.identity_number)
    was = case.patient.identity_number
    if case.identity_number == was or case.patient.number_is_wrong:
        return now
    return f"{now} ({_kind_of(was).lower()} {_written(was)})"


def number_of(case: Case, version: PersonVersion) -> str:
    """The number of one registration; one that is not the person's, and may be somebody else's, is masked."""
    value = version.linked_number or case.patient.identity_number
    known = {link.later for link in case.links or ()}
    if not case.patient.number_is_wrong:
        known.add(case.patient.identity_number)
    is_shown = value in known or value.startswith("99")
    return _written(value) if is_shown else f"{value[:8]}-••••"


def number_in_list(case: Case) -> str:
    """The same where links to other numbers are not read: one that rests on a link is masked."""
    return number_of(case, case.person)


def _written(value: str) -> str:
    return f"{value[:8]}-{value[8:]}"
