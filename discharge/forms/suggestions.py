"""What the address and the listing suggest: area and receivers. A person confirms or changes all of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from discharge.queries.lookups import directory
from municipalities.door import texts
from municipalities.ids import parse_id

#: What follows when one field has changed, in this order: a later one looks at the earlier.
FOLLOWS = {
    "postal_code": ("municipality", "district", "municipal"),
    "municipality": ("district", "municipal"),
    "district": ("municipal",),
    "placed_by": ("municipal",),
    "placing_district": ("municipal",),
    "listed_unit": ("surgery",),
}
ALL = ("municipality", "district", "municipal", "surgery")


def suggest_values(typed: Mapping[str, Any], today: date) -> dict[str, str]:
    """The suggestion for each field that has one, as a form's values."""
    values = {}
    postal_code, municipality = _postal_code(typed), str(typed.get("municipality") or "")
    area = directory.find_area(postal_code, today)
    if area:
        fits = municipality in ("", area.municipality.pk)
        values["municipality"] = area.municipality.pk
        values["district"] = str(area.district.pk) if area.district and fits else ""

    # The office of the municipality that placed the person, else of where the person is registered.
    placed_by = str(typed.get("placed_by") or "")
    payer, paying_district = placed_by or municipality, "placing_district" if placed_by else "district"
    district, code = parse_id(typed.get(paying_district)), "" if placed_by else postal_code
    office = directory.municipal_receiver(payer, district, today, code) if payer else None
    values["municipal"] = str(office.pk) if office else ""

    values["surgery"] = str(typed.get("listed_unit") or "")
    if not values["surgery"]:
        district = parse_id(typed.get("district"))
        surgery = directory.find_surgery(municipality, district, today, postal_code)
        values["surgery"] = str(surgery.pk) if surgery else ""
    return values


def follow_change(typed: Mapping[str, Any], changed: str, today: date) -> dict[str, Any]:
    """What stands in the form after the suggestions have followed a change of the field `changed`.

    Without a named field (the button, for who has no JavaScript) only what is empty is filled.
    """
    values = dict(typed)
    for name in FOLLOWS.get(changed, ALL):
        suggestion = suggest_values(values, today).get(name)
        if suggestion is not None and (changed in FOLLOWS or not values.get(name)):
            values[name] = suggestion
    return values


def _postal_code(typed: Mapping[str, Any]) -> str:
    """As the door reads it, also while it is typed and nothing is judged yet."""
    return texts.digits(str(typed.get("postal_code") or ""))[:5]
