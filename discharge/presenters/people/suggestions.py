"""Why receivers are suggested, in a sentence, and how each is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.process.state import CaseState
from discharge.queries.lookups.suggesting import Suggested, WhoFor
from municipalities import directory
from municipalities.presenters.contact import ContactWords, contact
from municipalities.swedish.lists import and_list
from municipalities.units.groups import Group
from municipalities.units.parties import CareType, Party

#: Where the kind of care says whose the planning is.
_CARED_FOR = {
    CareType.ADDICTION: "vårdas för beroende",
    CareType.PSYCHIATRIC: "vårdas i psykiatrin",
    CareType.CHILD_PSYCHIATRIC: "vårdas i barn- och ungdomspsykiatrin",
}


@dataclass(frozen=True, slots=True)
class SuggestedUnit:
    """`groups` is what it is suggested for."""

    id: UUID
    name: str
    groups: str
    contact: ContactWords
    takes_part: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionWords:
    """The sentence that says why, and the units; without units it says what to do."""

    sentence: str
    units: list[SuggestedUnit]


def suggestion_words(found: Sequence[Suggested], who: WhoFor, now: datetime) -> SuggestionWords | None:
    """None where nobody knows yet in which municipality."""
    if not who.home.municipality:
        return None
    if not found:
        return SuggestionWords("Ingen enhet i kommunen tar emot i dag. Välj mottagare själv.", [])
    names = and_list(one.unit.full_name for one in found)
    sentence = f"{names} föreslås, därför att personen {and_list(_reasons(who))}."
    for one in found:
        if not one.serves:
            sentence += (
                f" Ingen enhet där tar emot just {one.groups[0].in_sentence}: {one.unit.full_name} tar emot "
                "för kommunen."
            )
    if len(found) > 1:
        sentence += f" {found[0].unit.full_name} håller i planeringen."
    return SuggestionWords(sentence, [suggested_unit(one, now) for one in found])


def suggested_unit(one: Suggested, now: datetime, state: CaseState | None = None) -> SuggestedUnit:
    """`state` of the case that it may take part in."""
    groups = and_list(group.in_sentence for group in one.groups)
    takes_part = state is not None and state.acts(one.unit.pk)
    return SuggestedUnit(one.unit.pk, one.unit.full_name, groups, contact(one.unit, now), takes_part)


def nearby_words(
    found: Mapping[Party, list[Suggested]], who: WhoFor, state: CaseState, now: datetime, *, hidden: bool
) -> SuggestionWords | None:
    """Whom a case may be sent to, by party: why the first is suggested, unless it takes part already.

    Of a protected identity nothing is said: the reasons tell age and home.
    """
    units = [suggested_unit(one, now, state) for party in found.values() for one in party]
    if not units:
        return None
    offices = found.get(Party.MUNICIPAL, [])
    first = None if hidden else next((one for one in offices if who.groups[0] in one.groups), None)
    said = suggestion_words([first], who, now) if first and not state.acts(first.unit.pk) else None
    return SuggestionWords(said.sentence if said else "", units)


def _reasons(who: WhoFor) -> Iterable[str]:
    known = directory.current()
    district = known.districts.get(who.home.district) if who.home.district else None
    municipality = known.municipalities[who.home.municipality]
    place = district.name if district else municipality.name
    yield f"är placerad av {place}" if who.is_placed else f"bor i {place}"
    if who.chosen:
        yield f"kan behöva hjälp från {who.chosen.in_sentence}"
    else:
        yield "har okänd ålder" if who.age is None else f"är {who.age} år"
        if who.care_type in _CARED_FOR and who.groups[0] is not Group.OLDER:
            yield _CARED_FOR[CareType(who.care_type)]
    if who.health_care:
        yield "kan behöva kommunal hälso- och sjukvård"
