"""Terms as the invoicer sees and changes them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from billing.forms.terms import ASSUMED as ASSUMED_FIELDS
from billing.models import Agreement, DailyRate, Terms
from municipalities.models import RowChange
from tests.factories import people
from tests.factories.billing.pages import SettingsPage, main, problems, rows, words
from tests.factories.clients import client_as

pytestmark = pytest.mark.django_db

NEW = {
    "care_types": ["somatic"],
    "first": "2027-01-01",
    "name": "Nya avtalet",
    "free_days": "3",
    "unit": "calendar_days",
    "source": "Avtalet, § 4",
    "status": "verified",
}


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


def county() -> Agreement:
    return Agreement.objects.get(scope="county")


def somatic(day: date = date(2026, 1, 1)) -> Terms:
    return Terms.objects.get(agreement=county(), care_type="somatic", valid__contains=day)


def new_terms(client: Client, agreement: Agreement | None = None, query: str = "") -> SettingsPage:
    return SettingsPage(client, "terms-new", (agreement or county()).pk, query=query)


ASSUMED = (
    "Utskrivningsdagen debiteras inte",
    "Permissionsdygn debiteras inte",
    "Permission stoppar inte fristdagarna",
    "Återtagen utskrivningsklar ger nya fristdagar",
    "Öppenvårdens insatser bedöms dag för dag",
    "Kallelse till SIP krävs inte när personen har avböjt SIP",
)

# --- seeing ----------------------------------------------------------------------------------------


def test_b5_what_its_source_calls_assumed_is_not_shown_as_checked(invoicer: Client) -> None:
    """Fault B5: and the database takes no such row, whoever writes it."""
    assumed = [row for row in rows(invoicer, "terms") if "(antaget)" in row[-2]]
    assert {row[-1] for row in assumed} == {"Okontrollerad"}
    assert len(assumed) == 3
    (kept,) = Terms.objects.filter(source__contains="(antaget)", care_type="psychiatric")
    kept.status = "verified"
    with pytest.raises(ValidationError, match="assumed_terms_are_not_verified"):
        kept.validate_constraints()


def test_each_agreement_is_a_line_in_time_for_each_kind_of_care(invoicer: Client) -> None:
    shown = rows(invoicer, "terms")
    assert len(shown) == 15
    assert shown[0] == [
        "Till och med 31 december 2019 Stockholm före överenskommelsen",
        "5 vardagar",
        "12.00",
        "Individuella fristdagar",
        f"6 regler {' '.join(ASSUMED)}",
        "Stockholms socialnämnd dnr 3.1.1-228/2020: 5 vardagar",
        "Kontrollerad",
    ]
    assert shown[1][:2] == ["Från 1 januari 2020 tills vidare Stockholm HSN 2019-1416", "2 kalenderdagar"]
    page = words(invoicer, "terms")
    assert "individuella fristdagar (antaget)" in page
    assert "Villkor saknas" not in page


def test_the_assumed_rules_are_ticks_under_a_heading_of_their_own(invoicer: Client) -> None:
    html = invoicer.get(reverse("billing:terms-new", args=[county().pk])).content.decode()
    (group,) = re.findall(r'<fieldset[^>]*billing-ticks".*?</fieldset>', html, re.DOTALL)
    assert '<legend class="ds-label">Regler som är antagna</legend>' in group
    ticks = re.findall(r'type="checkbox" name="(\w+)"', group)
    assert ticks == [*ASSUMED_FIELDS]
    assert all(html.count(f'name="{name}"') == 1 for name in ticks)


def test_days_without_terms_are_a_lack_in_the_county_s_line_only(invoicer: Client) -> None:
    SettingsPage(invoicer, "terms-end", somatic().pk).change(last="2026-12-31")
    nacka = Agreement.objects.create(scope="municipality", municipality_id="0182", name="Nacka")
    shown = {row[0]: row[1:] for row in rows(invoicer, "terms")}
    assert shown["Från 1 januari 2027 tills vidare"] == [
        "Ärenden med dag noll då kan inte faktureras. Lägg till villkor.",
        "Villkor saknas",
    ]
    assert shown["Tills vidare"] == ["Länets villkor gäller", "Inga egna villkor"]
    assert nacka.terms.count() == 0


@pytest.mark.django_db(transaction=True)
def test_every_reader_sees_terms_and_nobody_without_the_right_changes_them(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    admin_connection.execute(
        """DELETE FROM municipalities_organisation_permission USING auth_permission p
           WHERE p.id = permission_id AND p.codename = 'change_terms'"""
    )
    assert "Nya villkor" not in words(invoicer, "terms")
    assert "Rätta villkoren" not in words(invoicer, "terms-set", somatic().pk)
    for name, arguments in (
        ("terms-new", [county().pk]),
        ("terms-correct", [somatic().pk]),
        ("terms-end", [somatic().pk]),
        ("agreement-new", []),
        ("rate-new", []),
        ("rate-correct", [DailyRate.objects.get(year=2020).pk]),
    ):
        url = reverse(f"billing:{name}", args=arguments)
        assert invoicer.get(url).status_code == 403
        assert invoicer.post(url, NEW | {"step": "save"}).status_code == 403


# --- new terms -------------------------------------------------------------------------------------


def test_new_terms_are_looked_at_and_then_end_those_before_them(invoicer: Client) -> None:
    page = new_terms(invoicer)
    reviewed = page.review(**NEW)
    said = main(reviewed)
    assert "Gäller ärenden med dag noll från 1 januari 2027 tills vidare." in said
    assert "Somatisk vård: Stockholm HSN 2019-1416 slutar 31 december 2026." in said
    assert "Ingen månad är stängd" in said
    assert "Fristdagar 3 kalenderdagar" in said
    assert somatic(date(2027, 1, 1)).free_days == 2
    assert page.save(reviewed).status_code == 302
    assert somatic().valid_to == date(2026, 12, 31)
    new = somatic(date(2027, 1, 1))
    assert (new.free_days, new.name, new.status, new.valid_to) == (3, "Nya avtalet", "verified", None)
    noted = RowChange.objects.filter(table="billing_terms", row=str(new.pk)).get()
    assert noted.assignment_id == people.assignment("hsf").pk


def test_one_agreement_s_new_terms_for_several_kinds_of_care(invoicer: Client) -> None:
    several = NEW | {"care_types": ["psychiatric", "addiction"], "free_days": "4"}
    assert new_terms(invoicer).change(**several).status_code == 302
    found = Terms.objects.filter(agreement=county(), valid__contains=date(2027, 1, 1)).order_by("care_type")
    assert list(found.values_list("care_type", "free_days")) == [
        ("addiction", 4),
        ("child_psychiatric", 5),
        ("psychiatric", 4),
        ("somatic", 2),
    ]


def test_terms_for_a_time_in_the_county_s_line_say_what_is_without_after_them(invoicer: Client) -> None:
    reviewed = new_terms(invoicer).review(**NEW, last="2027-12-31")
    assert "Somatisk vård: inga villkor gäller från 1 januari 2028 tills vidare." in main(reviewed)


def test_nothing_typed_is_lost_when_a_date_can_not_be(invoicer: Client) -> None:
    refused = new_terms(invoicer).review(**NEW | {"first": "2020-01-01"})
    assert problems(refused)["first"].startswith("Somatisk vård: Stockholm HSN 2019-1416 börjar samma dag.")
    form = refused.context["change"].form
    assert (form["name"].value(), form["free_days"].value(), form["care_types"].value()) == (
        "Nya avtalet",
        "3",
        ["somatic"],
    )
    assert 'aria-invalid="true"' in refused.content.decode()
    assert Terms.objects.filter(agreement=county(), care_type="somatic").count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"first": "igår"}, "first", "Skriv datumet som ÅÅÅÅ-MM-DD."),
        ({"first": ""}, "first", "Fyll i uppgiften."),
        ({"last": "2026-01-01"}, "last", "Somatisk vård: Sista dagen ligger före den första."),
        ({"first": "2019-06-01"}, "last", "Somatisk vård: Stockholm HSN 2019-1416 börjar 1 januari 2020."),
        ({"free_days": "-1"}, "free_days", "Skriv ett heltal från 0 till 365."),
        ({"free_days": "två"}, "free_days", "Skriv ett heltal från 0 till 365."),
        ({"cutoff": "25.00"}, "cutoff", "Skriv klockslaget som TT:MM."),
        ({"unit": "veckor"}, "unit", "Välj ett av alternativen."),
        ({"care_types": []}, "care_types", "Välj minst en vårdform."),
        ({"care_types": ["dental"]}, "care_types", "Välj minst en vårdform."),
        ({"model": "average"}, "settlement", "Välj avräkning"),
        ({"settlement": "excess"}, "settlement", "Avräkning finns bara för genomsnittliga fristdagar."),
        ({"name": ""}, "name", "Fyll i uppgiften."),
        ({"source": "x" * 201}, "source", "Högst 200 tecken."),
        ({"status": ""}, "status", "Välj ett av alternativen."),
        ({"source": "Rutinen (Antaget)", "status": "verified"}, "status", "Källan säger (antaget)."),
    ],
)
def test_what_can_not_be_is_said_at_its_field(
    invoicer: Client, typed: dict[str, Any], field: str, said: str
) -> None:
    assert problems(new_terms(invoicer).review(**NEW | typed))[field].startswith(said)


def test_new_terms_propose_what_the_newest_say_and_that_nobody_has_checked_them(invoicer: Client) -> None:
    form = new_terms(invoicer, query="?vardform=psychiatric").form()
    shown = {name: form[name].value() for name in ("care_types", "free_days", "unit", "name", "status")}
    assert shown == {
        "care_types": ["psychiatric"],
        "free_days": 5,
        "unit": "calendar_days",
        "name": None,
        "status": None,
    }


def test_one_may_go_back_and_write_otherwise(invoicer: Client) -> None:
    page = new_terms(invoicer)
    again = page.save(page.review(**NEW), step="edit")
    form = again.context["change"].form
    assert (form["name"].value(), form["care_types"].value(), form.errors) == ("Nya avtalet", ["somatic"], {})


def test_what_was_changed_meanwhile_is_looked_at_again(invoicer: Client) -> None:
    page = new_terms(invoicer)
    reviewed = page.review(**NEW)
    Terms.objects.filter(pk=somatic().pk).update(free_days=9)
    refused = page.save(reviewed)
    assert "har ändrats sedan du granskade" in main(refused)
    assert refused.context["change"].form["name"].value() == "Nya avtalet"
    assert somatic().valid_to is None
    assert page.change(**NEW).status_code == 302


@pytest.mark.parametrize("seen", ["", "inget", str(UUID(int=0))])
def test_nothing_is_saved_that_was_not_looked_at(invoicer: Client, seen: str) -> None:
    page = new_terms(invoicer)
    refused = page.save(page.review(**NEW), seen=seen)
    assert "har ändrats sedan du granskade" in main(refused)
    assert somatic().valid_to is None


# --- terms put right, terms that end ----------------------------------------------------------------


def test_a_mistake_is_put_right_in_place(invoicer: Client) -> None:
    page = SettingsPage(invoicer, "terms-correct", somatic().pk)
    reviewed = page.review(free_days="3", source="Läst på nytt")
    assert "Fristdagar Före: 2 kalenderdagar Efter: 3 kalenderdagar" in main(reviewed)
    assert "dag noll från 1 januari 2020 tills vidare" in main(reviewed)
    assert page.save(reviewed).status_code == 302
    assert (somatic().free_days, somatic().source, somatic().valid_from) == (
        3,
        "Läst på nytt",
        date(2020, 1, 1),
    )
    history = words(invoicer, "terms-set", somatic().pk)
    by = people.assignment("hsf")
    assert f"Ändrad {'i dag'}" in history
    assert (
        f"{by.user.name}, {by.unit.full_name} Fristdagar Före: 2 kalenderdagar Efter: 3 kalenderdagar"
        in history
    )
    assert (
        "Källa Före: Stockholms socialnämnd dnr 3.1.1-228/2020: 2 kalenderdagar Efter: Läst på nytt"
        in history
    )
    assert "Systemet" in history


def test_terms_that_were_put_right_to_the_days_of_others_are_refused(invoicer: Client) -> None:
    first = somatic(date(2019, 1, 1))
    assert problems(SettingsPage(invoicer, "terms-correct", first.pk).review(last=""))["last"].startswith(
        "Somatisk vård: Stockholm HSN 2019-1416 börjar 1 januari 2020. Sätt sista dagen till 31 december 2019"
    )
    later = problems(SettingsPage(invoicer, "terms-correct", somatic().pk).review(first="2019-12-31"))
    assert later["first"].endswith("gäller till och med 31 december 2019. Avsluta dem först.")


def test_terms_end_and_what_is_then_without_is_said_first(invoicer: Client) -> None:
    page = SettingsPage(invoicer, "terms-end", somatic().pk)
    reviewed = page.review(last="2026-12-31")
    assert "Gäller ärenden med dag noll från 1 januari 2027 tills vidare." in main(reviewed)
    assert "Somatisk vård: inga villkor gäller från 1 januari 2027 tills vidare." in main(reviewed)
    assert page.save(reviewed).status_code == 302
    assert somatic().valid_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("last", "said"),
    [("2019-01-01", "Somatisk vård: Sista dagen ligger före den första."), ("", "Fyll i uppgiften.")],
)
def test_an_end_that_can_not_be(invoicer: Client, last: str, said: str) -> None:
    assert problems(SettingsPage(invoicer, "terms-end", somatic().pk).review(last=last)) == {"last": said}


def test_terms_can_not_end_when_they_already_do(invoicer: Client) -> None:
    first = somatic(date(2019, 1, 1))
    refused = SettingsPage(invoicer, "terms-end", first.pk).review(last="2019-12-31")
    assert problems(refused) == {"last": "Villkoren slutar redan den dagen. Välj en annan dag."}


# --- one municipality's own -------------------------------------------------------------------------


def test_a_municipality_gets_an_agreement_and_terms_of_its_own(invoicer: Client) -> None:
    url = reverse("billing:agreement-new")
    made = invoicer.post(url, {"municipality": "0182", "name": "Nackas överenskommelse"})
    nacka = Agreement.objects.get(municipality_id="0182")
    assert made["Location"] == reverse("billing:terms-new", args=[nacka.pk])
    page = new_terms(invoicer, nacka)
    assert page.form()["cutoff"].value() is not None
    reviewed = page.review(**NEW | {"last": "2027-12-31"})
    assert "inga villkor gäller" not in main(reviewed)
    assert page.save(reviewed).status_code == 302
    assert nacka.terms.get().free_days == 3


def test_a_second_agreement_of_a_municipality_is_refused(invoicer: Client) -> None:
    url = reverse("billing:agreement-new")
    for name in ("Den första", "Den andra"):
        response = invoicer.post(url, {"municipality": "0182", "name": name})
    assert response.context["form"].errors == {
        "municipality": ["Nacka har redan en överenskommelse. Lägg till villkor i den."]
    }
    assert response.context["form"]["name"].value() == "Den andra"
    assert invoicer.post(url, {"name": ""}).context["form"].errors == {
        "municipality": ["Välj en kommun i listan."],
        "name": ["Fyll i uppgiften."],
    }


@pytest.mark.parametrize(
    "name", ["terms-set", "terms-correct", "terms-end", "terms-new", "rate", "rate-correct"]
)
def test_what_does_not_exist_is_not_found(invoicer: Client, name: str) -> None:
    assert invoicer.get(reverse(f"billing:{name}", args=[999999])).status_code == 404
