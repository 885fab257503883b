"""A city district ends and goes up into another, as the city has decided. Run by the owner role."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from municipalities.models import District
from municipalities.reference import CITY_OF_STOCKHOLM
from municipalities.refusal import Refused


@transaction.atomic
def merge_district(*, name: str, into: str, last_day: date, today: date) -> District:
    """The district holds to and with `last_day`; from the next day on `into` answers for its area.

    A successor that there is none of is made, from that day. Figures of the days before stay with the
    district. Raises Refused.
    """
    if last_day < today - timedelta(days=1):
        raise Refused("Sista dagen har passerat. Välj i går eller senare: äldre siffror ändras inte.")
    if name == into:
        raise Refused("En stadsdel kan inte gå upp i sig själv. Välj en annan.")
    district = _district_on(name, last_day)
    if district is None:
        raise Refused(f"Det finns ingen stadsdel {name} den {last_day}. Kontrollera namn och dag.")
    if district.merged_into_id:
        raise Refused(
            f"{name} går redan upp i {district.merged_into} efter {district.valid_to}. "
            "Kontrollera namn och dag."
        )
    first_day = last_day + timedelta(days=1)
    district.merged_into = _district_on(into, first_day) or District.objects.create(
        municipality_id=CITY_OF_STOCKHOLM, name=into, valid_from=first_day
    )
    district.valid_to = last_day
    district.save()
    return district


def _district_on(name: str, day: date) -> District | None:
    rows = District.objects.valid_on(day).select_related("merged_into")
    return rows.filter(municipality_id=CITY_OF_STOCKHOLM, name=name).first()
