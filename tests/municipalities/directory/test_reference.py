"""The county's municipalities and the city's districts as they were and are."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from municipalities.models import District, Municipality, PostalArea

pytestmark = pytest.mark.django_db


def districts_on(day: date) -> int:
    rows = District.objects.filter(valid_from__lte=day)
    return rows.filter(valid_to__isnull=True).count() + rows.filter(valid_to__gte=day).count()


def test_there_are_twenty_six_municipalities() -> None:
    assert Municipality.objects.filter(code__startswith="01").count() == 26


#: Municipalities by the two first digits of their codes, which are the county's.
COUNTIES = {
    "01": 26, "03": 8, "04": 9, "05": 13, "06": 13, "07": 8, "08": 12, "09": 1, "10": 5, "12": 33, "13": 6,
    "14": 49, "17": 16, "18": 12, "19": 10, "20": 15, "21": 10, "22": 7, "23": 8, "24": 15, "25": 14,
}  # fmt: skip


def test_b7_all_of_swedens_municipalities_can_be_chosen() -> None:
    """Fault B7: by SCB's codes. Organisations are there from the start for the county and its neighbours."""
    codes = list(Municipality.objects.values_list("code", flat=True))
    assert Counter(code[:2] for code in codes) == COUNTIES
    assert len(codes) == len(set(Municipality.objects.values_list("name", flat=True))) == 290
    with_organisation = Municipality.objects.filter(organisation__isnull=False)
    assert with_organisation.count() == 26 + 10


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2020, 6, 30), 14), (date(2020, 7, 1), 13), (date(2023, 6, 30), 13), (date(2023, 7, 1), 11)],
)
def test_the_number_of_districts_changes_with_the_years(day: date, count: int) -> None:
    assert districts_on(day) == count


@pytest.mark.parametrize(
    ("name", "day", "holds"),
    [
        ("Spånga-Tensta", date(2023, 6, 30), "Spånga-Tensta"),
        ("Spånga-Tensta", date(2023, 7, 1), "Järva"),
        ("Älvsjö", date(2026, 1, 1), "Hägersten-Älvsjö"),
        ("Farsta", date(2026, 1, 1), "Farsta"),
    ],
)
def test_a_merged_districts_area_is_answered_for_by_its_successor(name: str, day: date, holds: str) -> None:
    assert District.objects.get(name=name).on(day).name == holds


def test_municipalities_are_listed_in_swedish_order() -> None:
    names = list(Municipality.objects.filter(code__startswith="01").values_list("name", flat=True))
    assert names[0] == "Botkyrka"
    assert names[-2:] == ["Värmdö", "Österåker"]


def test_every_district_of_today_has_postal_areas() -> None:
    today = {d.name for d in District.objects.filter(valid_to__isnull=True)}
    assert today == set(PostalArea.objects.exclude(district=None).values_list("district__name", flat=True))
