"""Daily rates as the invoicer sees and changes them."""

from __future__ import annotations

import pytest
from django.test import Client

from billing.models import DailyRate
from tests.factories import people
from tests.factories.billing.pages import SettingsPage, main, problems, rows, words
from tests.factories.clients import client_as

pytestmark = pytest.mark.django_db

RATE = {"year": "2021", "care_type": "", "kronor": "8900", "source": "HSLF-FS 2020:99", "status": "verified"}


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


def test_rates_are_shown_with_whether_somebody_has_read_them(invoicer: Client) -> None:
    shown = {row[0]: row[1:] for row in rows(invoicer, "rates")}
    assert shown["2020"][:2] == ["Alla vårdformer", "8 200 kr"]
    assert (shown["2020"][3], shown["2018"][3]) == ("Kontrollerad", "Okontrollerad")
    assert "2025" not in shown


def test_a_rate_is_added_and_put_right(invoicer: Client) -> None:
    page = SettingsPage(invoicer, "rate-new", query="?ar=2021")
    assert page.form()["year"].value() == "2021"
    reviewed = page.review(**RATE)
    assert "Gäller varje vårddygn under 2021." in main(reviewed)
    assert page.save(reviewed).status_code == 302
    rate = DailyRate.objects.get(year=2021)
    SettingsPage(invoicer, "rate-correct", rate.pk).change(kronor="8950")
    rate.refresh_from_db()
    assert (rate.kronor, rate.status, rate.care_type) == (8950, "verified", "")
    assert "Kronor per vårddygn Före: 8 900 kr Efter: 8 950 kr" in words(invoicer, "rate", rate.pk)


def test_a_rate_for_one_kind_of_care_stands_beside_the_one_for_all(invoicer: Client) -> None:
    typed = RATE | {"year": "2020", "care_type": "psychiatric"}
    reviewed = SettingsPage(invoicer, "rate-new").review(**typed)
    assert "under 2020 i psykiatrisk vård" in main(reviewed)
    SettingsPage(invoicer, "rate-new").save(reviewed)
    assert DailyRate.objects.filter(year=2020).count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"year": "2020"}, "year", "Det finns redan ett dygnsbelopp för 2020 och alla vårdformer."),
        ({"year": "20"}, "year", "Skriv ett heltal från 2010 till 2100."),
        ({"kronor": "0"}, "kronor", "Skriv ett heltal från 1 till"),
        ({"kronor": "8 900,50"}, "kronor", "Skriv ett heltal från 1 till"),
        ({"status": "invented"}, "status", "Påhittade dygnsbelopp finns bara i demonstrationen."),
        ({"source": ""}, "source", "Fyll i uppgiften."),
    ],
)
def test_a_rate_that_can_not_be(invoicer: Client, typed: dict[str, str], field: str, said: str) -> None:
    refused = SettingsPage(invoicer, "rate-new").review(**RATE | typed)
    assert problems(refused)[field].startswith(said)
    assert DailyRate.objects.filter(source=RATE["source"]).count() == 0


def test_a_change_of_rates_meanwhile_is_looked_at_again(invoicer: Client) -> None:
    page = SettingsPage(invoicer, "rate-correct", DailyRate.objects.get(year=2020).pk)
    reviewed = page.review(kronor="8300")
    SettingsPage(invoicer, "rate-new").change(**RATE)
    assert "har ändrats sedan du granskade" in main(page.save(reviewed))
    assert DailyRate.objects.get(year=2020).kronor == 8200
