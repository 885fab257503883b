"""What was changed of a person and of a unit stands on their pages: who, when, before and after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from municipalities.models import Assignment, Role, ServedArea
from municipalities.presenters import history as words
from municipalities.queries import history
from municipalities.swedish.clock import full_date_words
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.roles import ECONOMISTS, OFFICE, give

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture
def admin() -> Client:
    return client_as(people.assignment("lokaladmin"))


def test_a_persons_history_tells_each_assignment_and_permission_with_its_unit() -> None:
    by = people.assignment("lokaladmin")
    row = give(Role.MUNICIPAL_ECONOMIST, ECONOMISTS)
    told = {change.what: change for change in words(history.of_person(row.user, by))}
    assert set(told) == {"Användaren: ny", "Uppdrag: ny", "Behörighet: ny"}
    assert {change.who for change in told.values()} == {"Lena Wikström, Biståndsenheten Huddinge"}
    assert ("Förnamn", "", "Nora") in told["Användaren: ny"].said
    assert ("Enhet", "", ECONOMISTS) in told["Uppdrag: ny"].said
    assert ("Behörighet", "", "Ser betalningsansvar") in told["Behörighet: ny"].said
    assert not any("password" in str(change.said) for change in told.values())


def test_an_ended_assignment_shows_its_last_day_before_and_after(admin: Client) -> None:
    row, yesterday = give(Role.CASE_OFFICER), timezone.localdate() - timedelta(days=1)
    url = reverse("municipalities:assignment", args=[row.pk])
    shown = admin.post(url, {"last_day": str(yesterday)}, follow=True).context["changes"]
    assert shown[0].what == "Uppdrag: ändrad"
    assert shown[0].said == [("Sista dagen", "", full_date_words(yesterday))]


def test_what_others_have_given_the_person_is_not_ours_to_read() -> None:
    told = words(history.of_person(people.assignment("somatik").user, people.assignment("lokaladmin")))
    assert {change.what for change in told} == {"Användaren: ny"}


def test_a_units_history_names_its_stand_in_and_the_areas_that_it_serves(admin: Client) -> None:
    office = people.unit(OFFICE)
    url = reverse("municipalities:unit-edit", args=[office.pk])
    form = admin.get(url).context["form"]
    assert (
        admin.post(url, filled_in(form, stand_in=people.unit("Biståndsenheten Haninge").pk)).status_code
        == 302
    )
    area = ServedArea.objects.get(unit=office)
    ended = reverse("municipalities:area-end", args=[area.pk])
    assert admin.post(ended, {"last_day": "2026-01-31"}).status_code == 302
    shown = admin.get(reverse("municipalities:unit", args=[office.pk])).context["changes"]
    assert [change.what for change in shown[:2]] == ["Område: ändrad", "Enheten: ändrad"]
    assert shown[1].said == [("Ersättare", "", "Biståndsenheten Haninge")]
    assert shown[0].said == [("Sista dagen", "", "31 januari 2026")]


def test_who_reads_a_units_history() -> None:
    url = reverse("municipalities:unit", args=[people.unit(OFFICE).pk])
    for account, reads in (("lokaladmin", True), ("systemadmin", True), ("huddinge", False), ("hsf", False)):
        shown = "Historik" in client_as(people.assignment(account)).get(url).content.decode()
        assert shown is reads, account


def test_as_many_statements_for_a_long_history_as_for_a_short(
    admin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by, row = people.assignment("lokaladmin"), give(Role.CASE_OFFICER)
    Assignment.objects.filter(pk=row.pk).update(valid_to="2030-01-01")
    with CaptureQueriesContext(connection) as one:
        history.of_person(row.user, by)
    for day in range(2, 9):
        Assignment.objects.filter(pk=row.pk).update(valid_to=f"2030-01-{day:02}")
    with django_assert_num_queries(len(one)):
        assert len(history.of_person(row.user, by).noted) >= 9
