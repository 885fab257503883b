"""The local administrator's pages: inviting, further assignments, ending, and the yearly review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities import actions
from municipalities.access.acting import acting
from municipalities.access.roles import offered_roles
from municipalities.forms.units import ContactForm
from municipalities.models import Assignment, RightsReview, Role, User
from municipalities.refusal import Refused
from municipalities.swedish.clock import full_date_words
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.roles import ECONOMISTS, OFFICE, give

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
#: The log takes rows of assignments that are committed.
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "access_log"])
PEOPLE, INVITE, REVIEW = (reverse(f"municipalities:{name}") for name in ("people", "invite", "review"))
PERSON = {"hsa_id": "SE2120000068-N7", "given_name": "Nora", "family_name": "Ny", "email": "nora@example.org"}


@pytest.fixture
def admin() -> Client:
    return client_as(people.assignment("lokaladmin"))


def invited(admin: Client, **typed: Any) -> Any:
    form = admin.get(INVITE).context["form"]
    values = PERSON | {"unit": people.unit(OFFICE).pk, "role": "case_officer"} | typed
    return admin.post(INVITE, filled_in(form, **values), follow=True)


def address(assignment: Assignment, name: str = "assignment") -> str:
    return reverse(f"municipalities:{name}", args=[assignment.pk])


def test_the_list_holds_the_own_organisations_people_and_nobody_else(admin: Client) -> None:
    page = admin.get(PEOPLE)
    units = {row.unit.organisation.name for row, _ in page.context["rows"]}
    assert units == {"Huddinge kommun"}
    assert "Henrik Öberg" in page.content.decode()
    assert "Henrik Öberg" not in admin.get(PEOPLE, {"q": "Sandberg"}).content.decode()


@COMMITTED
def test_an_invited_user_can_work_at_once(admin: Client) -> None:
    page = invited(admin).content.decode()
    assert "Nora Ny har fått uppdraget." in page
    assert "Lena Wikström" in page  # the history says who gave it
    made = Assignment.objects.get(user__username="SE2120000068-N7")
    assert not made.user.has_usable_password()
    assert client_as(made).get(reverse("discharge:worklist")).status_code == 200


@COMMITTED
def test_who_is_given_a_role_on_the_page_opens_its_pages(admin: Client) -> None:
    starts = {
        "municipal_economist": "billing:liability",
        "statistics": "statistics:overview",
        "log_reviewer": "discharge:log",
    }
    for role, name in starts.items():
        invited(admin, role=role, unit=people.unit(ECONOMISTS).pk)
        made = Assignment.objects.get(user__username="SE2120000068-N7", role=role)
        assert client_as(made).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"hsa_id": "N7"}, "hsa_id", "Skriv SE"),
        ({"family_name": None}, "family_name", "Fyll i uppgiften."),
        ({"email": "nora"}, "email", "Skriv en e-postadress"),
        ({"role": "inpatient"}, "role", "passar inte enheten"),
        ({"role": "local_administrator"}, "role", "Välj ett av alternativen."),
        ({"valid_to": "2019-01-01"}, "valid_to", "före den första"),
        ({"valid_from": "2001-01-01"}, "valid_from", "finns inte den dagen"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    admin: Client, typed: dict[str, str], field: str, says: str
) -> None:
    response = invited(admin, **typed)
    form = response.context["form"]
    assert says in form.errors[field][0]
    assert form["given_name"].value() == "Nora"
    assert not User.objects.filter(username="SE2120000068-N7").exists()


def roles_offered(admin: Client, unit: str = "") -> list[str]:
    chosen = {"unit": str(people.unit(unit).pk)} if unit else {}
    return [value for value, _ in admin.get(INVITE, chosen).context["form"].fields["role"].widget.choices][1:]


def test_i13_only_roles_that_fit_the_unit_are_offered(admin: Client) -> None:
    """Fault I13: an office was offered wards' roles, and a ward a statistician's."""
    care = ["case_officer", "placement_coordinator", "municipal_health_care"]
    assert roles_offered(admin, OFFICE) == [*care, "log_reviewer"]
    assert roles_offered(admin, ECONOMISTS) == ["municipal_economist", "statistics", "log_reviewer"]
    assert roles_offered(admin) == [*care, "municipal_economist", "statistics", "log_reviewer"]
    for role in ("statistics", "municipal_economist"):
        assert "passar inte enheten" in invited(admin, role=role).context["form"].errors["role"][0]


def test_i13_who_administers_a_unit_alone_is_not_offered_the_organisations_roles() -> None:
    office = people.unit(OFFICE)
    assert Role.LOG_REVIEWER in offered_roles([office], of_organisations={office.organisation_id})
    assert Role.LOG_REVIEWER not in offered_roles([office], of_organisations=set())


def test_i13_a_municipalitys_people_have_the_municipalitys_ids(admin: Client) -> None:
    """The region's id, or another municipality's, would be of the person as another's employee."""
    assert "till exempel SE2120000068-AB12." in admin.get(INVITE).text
    for hsa_id, whose in (("SE2321000016-N7", "Region Stockholm"), ("SE2120000050-N7", "Ekerö kommun")):
        errors = invited(admin, hsa_id=hsa_id).context["form"].errors
        assert errors["hsa_id"] == [
            f"HSA-id:t hör till {whose}. Skriv det som personen har i Huddinge kommun."
        ]
    assert "har fått uppdraget" in invited(admin, hsa_id="SE5566778899-N7").text


def test_i13_a_new_assignment_waits_a_year_for_its_first_review(admin: Client) -> None:
    """What was given today was listed as never reviewed."""
    made = Assignment.objects.get(pk=invited(admin).context["row"].pk)
    assert made.pk not in [row.pk for row, _ in admin.get(REVIEW).context["rows"]]
    page = admin.get(address(made)).text
    assert "inte än" in page
    assert "aldrig" not in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("abc", None),
        ("12", None),
        ("08-123 45 67", "08-123 45 67"),
        ("\uff10\uff18\u2011123\xa045 67", "08-123 45 67"),
    ],
)
def test_i13_a_telephone_number_has_digits(typed: str, kept: str | None) -> None:
    sent = QueryDict(urlencode({"phone": typed}))
    form = ContactForm(people.unit(OFFICE), timezone.localdate(), sent)
    assert form.is_valid() == (kept is not None)
    assert form.cleaned_data.get("phone") == kept


def test_anothers_unit_can_not_even_be_chosen(admin: Client) -> None:
    response = invited(admin, unit=people.unit("Biståndsenheten Haninge").pk)
    assert "unit" in response.context["form"].errors


def test_a_known_hsa_id_with_another_name_is_nobody_to_overwrite(admin: Client) -> None:
    invited(admin)
    response = invited(admin, family_name="Annan", role="log_reviewer")
    assert "annat efternamn" in response.context["form"].errors["hsa_id"][0]
    assert "Personen har redan uppdraget" in invited(admin).context["form"].errors["role"][0]
    assert invited(admin, role="log_reviewer").status_code == 200
    assert User.objects.get(username="SE2120000068-N7").assignments.count() == 2


def test_an_assignment_ends_at_once_or_later_and_says_so_in_its_history(admin: Client) -> None:
    made = give(Role.CASE_OFFICER)
    yesterday = timezone.localdate() - timedelta(days=1)
    page = admin.post(address(made), {"last_day": str(yesterday)}, follow=True).content.decode()
    assert f"gäller till och med {full_date_words(yesterday)}" in page
    assert "Uppdrag: ändrad" in page
    assert client_as(made).get(reverse("discharge:worklist")).headers["Location"] == "/enhet/"
    assert "redan avslutat" in admin.post(address(made), {"last_day": str(yesterday)}).content.decode()
    assert "Nora Ny" in admin.get(PEOPLE, {"visa": "avslutade"}).content.decode()


def test_the_past_is_not_rewritten(admin: Client) -> None:
    response = admin.post(address(give(Role.CASE_OFFICER)), {"last_day": "2021-01-01"})
    assert "från i går och framåt" in response.context["form"].errors["last_day"][0]


def test_a_further_assignment_for_the_same_person(admin: Client) -> None:
    made = give(Role.CASE_OFFICER)
    form = admin.get(address(made, "assignment-new")).context["form"]
    sent = filled_in(form, role="municipal_health_care")
    assert (
        "Nora Ny har fått uppdraget"
        in admin.post(address(made, "assignment-new"), sent, follow=True).content.decode()
    )
    assert {row.role for row in made.user.assignments.all()} == {"case_officer", "municipal_health_care"}


@pytest.mark.parametrize("name", ["assignment", "assignment-new"])
def test_others_people_are_not_found(admin: Client, name: str) -> None:
    assert admin.get(address(people.assignment_at("Biståndsenheten Haninge"), name)).status_code == 404


def test_nobody_changes_their_own(admin: Client) -> None:
    mine = people.assignment("lokaladmin")
    day = timezone.localdate()
    assert "dina egna uppdrag" in admin.post(address(mine), {"last_day": str(day)}).content.decode()
    with acting(mine), pytest.raises(Refused, match="dig själv"):
        actions.give_assignment(
            by=mine,
            user=mine.user,
            unit=mine.unit,
            role="case_officer",
            valid_from=timezone.localdate(),
            valid_to=None,
        )


def test_the_review_lists_what_was_not_looked_at_for_a_year(admin: Client) -> None:
    due = admin.get(REVIEW).context["rows"]
    assert due
    assert people.assignment("lokaladmin") not in [row for row, _ in due]
    first = due[0][0]
    page = admin.post(REVIEW, {"assignments": [str(first.pk)]}, follow=True)
    assert "1 uppdrag är bekräftade." in page.content.decode()
    assert first not in [row for row, _ in page.context["rows"]]
    assert len(page.context["rows"]) == len(due) - 1
    noted = RightsReview.objects.get()
    assert (noted.assignment, noted.by) == (first, people.assignment("lokaladmin"))


@pytest.mark.parametrize(("chosen", "says"), [([], "Markera minst ett"), (["x"], "Listan har ändrats")])
def test_a_review_of_nothing_or_of_somebody_else_is_refused(
    admin: Client, chosen: list[str], says: str
) -> None:
    assert says in admin.post(REVIEW, {"assignments": chosen}).content.decode()
    assert not RightsReview.objects.exists()


def test_others_can_not_be_confirmed_past_the_page() -> None:
    by = people.assignment("lokaladmin")
    others = people.assignment_at("Biståndsenheten Haninge")
    with acting(by), pytest.raises(Refused, match="administrerar inte alla"):
        actions.confirm_rights(by=by, assignments=[others], now=timezone.now())


def test_a_new_name_is_written_by_the_administrator_of_all_the_persons_units(admin: Client) -> None:
    row = give(Role.CASE_OFFICER)
    url = address(row, "person-edit")
    form = admin.get(url).context["form"]
    assert "Fyll i uppgiften." in admin.post(url, filled_in(form, family_name=None)).content.decode()
    page = admin.post(url, filled_in(form, family_name="Berg"), follow=True)
    assert "Uppgifterna är sparade." in page.content.decode()
    assert page.context["changes"][0].said == [("Efternamn", "Ny", "Berg")]
    assert User.objects.get(pk=row.user_id).hsa_id == "SE2120000068-NY1"
    others = address(people.assignment_at("Biståndsenheten Haninge"), "person-edit")
    assert admin.get(others).status_code == 404


def test_nobody_elses_people_are_renamed_in_sql_either() -> None:
    sql = "UPDATE municipalities_user SET last_name = 'X' WHERE id = %s"
    row = give(Role.CASE_OFFICER)
    by, nurse = people.assignment("lokaladmin"), people.assignment("somatik")
    for acts, whose in ((by, nurse), (by, by), (nurse, row), (None, row)):
        with pytest.raises(DatabaseError, match="only the administrator"), acting(acts):
            connection.cursor().execute(sql, [whose.user_id])
    with acting(by):
        connection.cursor().execute(sql, [row.user_id])
