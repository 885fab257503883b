"""What the catalogue offers a form today: units, colleagues, areas, and the receivers that it suggests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from discharge.process.state import CaseState
from municipalities import directory
from municipalities.door import texts
from municipalities.models import Assignment, District, Municipality, PostalArea, ServedGroup, Unit, User
from municipalities.queries import routing
from municipalities.units.groups import Group
from municipalities.units.parties import CareType, Party


def units(parties: Iterable[str], today: date, *, but: Unit, on_paper: bool) -> QuerySet[Unit]:
    """The units of some parties that a case can be given to; `on_paper`: those that are not connected too."""
    found = Unit.objects.receiving_on(today).filter(party__in=list(parties)).exclude(pk=but.pk)
    return found if on_paper else found.filter(connected_from__lte=today)


def taking_part(state: CaseState, but: Unit) -> QuerySet[Unit]:
    """The other units that act in the case."""
    return Unit.objects.filter(pk__in=[unit for unit in state.parts if state.acts(unit)]).exclude(pk=but.pk)


def municipal_units(today: date) -> QuerySet[Unit]:
    return Unit.objects.receiving_on(today).filter(party=Party.MUNICIPAL)


def surgeries(today: date) -> QuerySet[Unit]:
    """GP surgeries, and the regions that stand for theirs."""
    offered = Q(care_type=CareType.SOMATIC) | Q(hsa_id__isnull=True)
    found = Unit.objects.receiving_on(today).filter(offered, party=Party.OUTPATIENT)
    return found.exclude(_says_other_than(Group.PRIMARY_CARE, today))


def clinics(today: date, care_type: str) -> QuerySet[Unit]:
    """Outpatient clinics of the ward's own care type; of a somatic ward those that are no surgeries."""
    found = Unit.objects.valid_on(today).filter(party=Party.OUTPATIENT, hsa_id__isnull=False)
    if care_type != CareType.SOMATIC:
        return found.filter(care_type=care_type)
    return found.filter(_says_other_than(Group.PRIMARY_CARE, today), care_type=CareType.SOMATIC)


def all_clinics(today: date) -> QuerySet[Unit]:
    """Outpatient clinics of every kind of care but the surgeries."""
    found = Unit.objects.valid_on(today).filter(party=Party.OUTPATIENT, hsa_id__isnull=False)
    return found.filter(~Q(care_type=CareType.SOMATIC) | _says_other_than(Group.PRIMARY_CARE, today))


def _says_other_than(group: Group, today: date) -> Q:
    """Those that have said whom they are there for, and not for the group."""
    said = ServedGroup.objects.valid_on(today).filter(unit=OuterRef("pk"))
    return Q(Exists(said)) & ~Q(Exists(said.filter(group=group)))


def unit_named(text: str, today: date) -> Unit | None:
    """The unit whose name is all that the text says, compared word by word."""
    wanted = texts.words(text)
    units: Iterable[Unit] = Unit.objects.valid_on(today) if wanted else []
    return next(
        (unit for unit in units if wanted in (texts.words(unit.name), texts.words(unit.full_name))), None
    )


def named_units(ids: Iterable[UUID]) -> list[Unit]:
    """The units by name, with their stand-ins."""
    return sorted((directory.unit(one) for one in ids), key=lambda unit: unit.sort_key)


def colleagues(unit: Unit, today: date) -> QuerySet[User]:
    valid = Assignment.objects.valid_on(today).filter(unit=unit)
    return User.objects.filter(pk__in=valid.values("user")).order_by("first_name", "last_name")


def districts(today: date) -> QuerySet[District]:
    return District.objects.valid_on(today)


@dataclass(frozen=True, slots=True)
class Area:
    """Where a postal code lies, as far as its first digits tell."""

    municipality: Municipality
    district: District | None


def find_area(postal_code: str, today: date) -> Area | None:
    """The area of the longest prefix that fits; None for a code outside the county."""
    prefixes = [postal_code[:length] for length in range(2, len(postal_code) + 1)]
    found = PostalArea.objects.select_related("municipality", "district__merged_into").filter(
        prefix__in=prefixes
    )
    best = max(found, key=lambda row: len(row.prefix), default=None)
    if best is None:
        return None
    return Area(best.municipality, best.district.on(today) if best.district else None)


def municipal_receiver(
    municipality: str, district: UUID | None, today: date, postal_code: str = ""
) -> Unit | None:
    """The office that answers for an area, by the routing table (municipalities/queries/routing.py)."""
    return routing.receiver(municipal_units(today), municipality, district, postal_code, today)


def find_surgery(municipality: str, district: UUID | None, today: date, postal_code: str) -> Unit | None:
    """The GP surgery that the routing table names for somebody who is listed nowhere."""
    return routing.receiver(surgeries(today), municipality, district, postal_code, today, default=False)
