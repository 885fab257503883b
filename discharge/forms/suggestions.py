"""What a form of registration suggests: area and receivers, from what has been typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.http import QueryDict

from discharge.queries.lookups import directory
from discharge.queries.lookups.suggesting import (
    Suggested,
    WhoFor,
    suggest_clinic,
    suggest_offices,
)
from municipalities.door import texts
from municipalities.ids import parse_id
from municipalities.units.groups import SOCIAL_GROUPS, Group
from municipalities.units.receivers import Home

#: What follows when one field has changed, in this order: a later one looks at the earlier.
_RECEIVERS = ("municipal", "also", "clinic")
FOLLOWS = {
    "postal_code": ("municipality", "district", *_RECEIVERS),
    "municipality": ("district", *_RECEIVERS),
    "district": _RECEIVERS,
    "placed_by": _RECEIVERS,
    "placing_district": _RECEIVERS,
    "help_from": ("municipal", "also"),
    "municipal_health_care": ("also",),
    # The others of the municipality are offered anew.
    "municipal": (),
    "listed_unit": ("surgery",),
}
ALL = ("municipality", "district", *_RECEIVERS, "surgery")


class KnownBefore(NamedTuple):
    """What is known of somebody before the form is filled in: by the number, and by who sends."""

    age: int | None
    care_type: str


def typed_registration(post: QueryDict) -> dict[str, Any]:
    """What stands in the form; of what may be several, all."""
    return {**post.dict(), "also": post.getlist("also")}


def who_for(typed: Mapping[str, Any], known: KnownBefore) -> WhoFor:
    """Whom receivers are looked for, as far as the form says: the municipality is empty where it does not."""
    placed_by = str(typed.get("placed_by") or "")
    payer = placed_by or str(typed.get("municipality") or "")
    district = parse_id(typed.get("placing_district" if placed_by else "district"))
    chosen = str(typed.get("help_from") or "")
    return WhoFor(
        # The municipality that placed the person, else where the person is registered.
        home=Home(payer, district, "" if placed_by else _postal_code(typed)),
        age=known.age,
        care_type=known.care_type,
        is_placed=bool(placed_by),
        chosen=Group(chosen) if chosen in SOCIAL_GROUPS else None,
        health_care=bool(typed.get("municipal_health_care")),
    )


def suggested_offices(typed: Mapping[str, Any], known: KnownBefore, today: date) -> list[Suggested]:
    who = who_for(typed, known)
    return suggest_offices(who, today) if who.home.municipality else []


def suggest_values(typed: Mapping[str, Any], known: KnownBefore, today: date) -> dict[str, Any]:
    """The suggestion for each field that has one, as a form's values."""
    values: dict[str, Any] = {}
    postal_code, municipality = _postal_code(typed), str(typed.get("municipality") or "")
    area = directory.find_area(postal_code, today)
    if area:
        fits = municipality in ("", area.municipality.pk)
        values["municipality"] = area.municipality.pk
        values["district"] = str(area.district.pk) if area.district and fits else ""

    first, *others = [str(one.unit.pk) for one in suggested_offices(typed, known, today)] or [""]
    values["municipal"], values["also"] = first, others
    who = who_for(typed, known)
    clinic = suggest_clinic(who, today) if who.home.municipality else None
    values["clinic"] = str(clinic.pk) if clinic else ""

    values["surgery"] = str(typed.get("listed_unit") or "")
    if not values["surgery"]:
        district = parse_id(typed.get("district"))
        surgery = directory.find_surgery(municipality, district, today, postal_code)
        values["surgery"] = str(surgery.pk) if surgery else ""
    return values


def follow_change(typed: Mapping[str, Any], changed: str, known: KnownBefore, today: date) -> dict[str, Any]:
    """What stands in the form after the suggestions have followed a change of the field `changed`.

    Without a named field (the button, for who has no JavaScript) only what is empty is filled.
    """
    values = dict(typed)
    for name in FOLLOWS.get(changed, ALL):
        suggestion = suggest_values(values, known, today).get(name)
        if suggestion is not None and (changed in FOLLOWS or not values.get(name)):
            values[name] = suggestion
    return values


def _postal_code(typed: Mapping[str, Any]) -> str:
    """As the door reads it, also while it is typed and nothing is judged yet."""
    return texts.digits(str(typed.get("postal_code") or ""))[:5]
