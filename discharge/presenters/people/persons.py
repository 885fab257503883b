"""A person as pages show them: with protected identity nothing that tells who, until it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from discharge.models import Case, Participation, PersonVersion
from discharge.persons.changes import Changed, Registration, changes_between, former_name, news_to
from discharge.presenters.people.numbers import LinkWords, links, number_in_list, number_of, number_words
from municipalities.swedish.clock import age_on, full_day_words, full_words, local_date

PROTECTED = "Skyddad person"


@dataclass(frozen=True, slots=True)
class PersonWords:
    """`protected` marks the person; `hidden` says that the rest is left out here.

    `formerly` is the name before somebody changed it in the case, as long as that is news; `links` are the
    person's other numbers, told on the case's own pages.
    """

    name: str
    age: int | None = None
    number: str = ""
    area: str = ""
    address: str = ""
    protected: bool = False
    hidden: bool = False
    formerly: str = ""
    links: Sequence[LinkWords] = ()


def person_in_list(case: Case, today: date) -> PersonWords:
    """Name, age and number; nothing of who it is for a protected identity."""
    if case.patient.protected_identity:
        return PersonWords(PROTECTED, protected=True, hidden=True)
    has_changed = len(case.person_history) > 1
    was = former_name(_registrations(case, in_list=True), today) if has_changed else ""
    return PersonWords(case.person.name, age_on(today, case.birth_date), number_in_list(case), formerly=was)


def person_on_page(case: Case, today: date, *, revealed: bool) -> PersonWords:
    """All of it; for a protected identity only when the reader has given a reason (`revealed`)."""
    patient = case.patient
    if patient.protected_identity and not revealed:
        return PersonWords(PROTECTED, protected=True, hidden=True, links=links(case, hidden=True))
    return PersonWords(
        name=case.person.name,
        age=age_on(today, case.birth_date),
        number=number_words(case),
        area=area_of(case),
        address=case.person.address,
        protected=patient.protected_identity,
        formerly=former_name(_registrations(case), today),
        links=links(case, hidden=False),
    )


def area_of(case: Case) -> str:
    """The municipality that pays, or its district: what the messages say, also when they were corrected.

    Of a SIP outside a stay, and in the list of a part that has ended, what is registered of the person.
    """
    if case.ward is None:
        return _area_name(case.person)
    place = case.district or case.payer
    return place.name if place else "Ingen kommun"


def _area_name(person: PersonVersion) -> str:
    place = person.district or person.municipality
    return place.name if place else "Ingen folkbokföringskommun"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What has been registered of the person otherwise; without who and `lines` for a protected identity.

    In another case: without `unit` also where that unit has blocked what it knows, and never with `who`.
    `lines` are (what, as it was known, as it is registered now).
    """

    version: UUID
    at: datetime
    unit: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    who: str = ""

    @property
    def sentence(self) -> str:
        by = f" av {self.unit}" if self.unit else ""
        # "12 mars 2026", without the weekday; with the time where one's own case tells who it was.
        words = full_words(self.at) if self.who else full_day_words(local_date(self.at))
        return f"Uppgifterna ändrades{by} den {words.partition(' ')[2]}."


def person_change(case: Case, *, hidden: bool) -> PersonChange | None:
    """None where the case knows the person as it was last registered, and for a part that has ended."""
    now = case.registered_elsewhere
    if now is None:
        return None
    if hidden:
        return PersonChange(now.pk, now.registered_at)
    # The database leaves out a unit that has blocked what it knows.
    unit = now.registered_unit.full_name if now.registered_unit_id else ""
    both = zip(_told(case, case.person), _told(case, now), strict=True)
    lines = tuple((label, before, after) for (label, before), (_, after) in both if before != after)
    return PersonChange(now.pk, now.registered_at, unit, lines)


def person_history(case: Case, *, hidden: bool) -> list[PersonChange]:
    """All that has been changed in the case itself, newest first."""
    return _change_words(changes_between(_registrations(case)), hidden=hidden)


def person_news(case: Case, part: Participation, *, hidden: bool) -> list[PersonChange]:
    """Of that what others have changed since the part's unit came in, and since it last changed anything."""
    return _change_words(news_to(part.unit_id, part.since, _registrations(case)), hidden=hidden)


def _change_words(found: Iterable[Changed], *, hidden: bool) -> list[PersonChange]:
    told = [(changed.after, changed.lines) for changed in found if changed.lines]
    if hidden:
        return [PersonChange(now.id, now.at) for now, _ in told]
    return [PersonChange(now.id, now.at, now.unit, lines, now.who) for now, lines in told]


def _registrations(case: Case, *, in_list: bool = False) -> list[Registration]:
    """A list says nothing of who registered them, and has not asked."""
    return [
        Registration(
            id=version.pk,
            at=version.registered_at,
            unit_id=version.registered_unit_id,
            unit=version.registered_unit.full_name,
            who="" if in_list else version.registered_by.user.name,
            name=version.name,
            said=_told(case, version),
        )
        for version in case.person_history
    ]


def _told(case: Case, version: PersonVersion) -> tuple[tuple[str, str], ...]:
    """What a registration says, as (what, in words)."""
    return (*((label, read(version)) for label, read in _TOLD), ("Nummer", number_of(case, version)))


_TOLD: tuple[tuple[str, Callable[[PersonVersion], str]], ...] = (
    ("Namn", lambda person: person.name),
    ("Adress", lambda person: person.address or "Ingen adress"),
    ("Folkbokförd", _area_name),
    (
        "Listad på vårdcentral",
        lambda person: person.listed_unit.full_name if person.listed_unit else "Okänt",
    ),
)
