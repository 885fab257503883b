"""The rules from the database: the same as those that come with the application, and never old ones."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange
from pytest_django import Settings

from billing import reference
from billing.liability import COUNTY, CareType, Model, Rulebook, Settlement
from billing.models import Agreement, DailyRate, Terms
from billing.reference.reading import reference_rulebook
from billing.rulebook import rulebook
from billing.rules.case_json import answer_line
from tests.factories.billing.vectors import vectors

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demonstration(settings: Settings) -> None:
    settings.DEMO = True
    reference.load()


@pytest.mark.usefixtures("_demonstration")
@pytest.mark.parametrize("worked", vectors("liability.jsonl"), ids=lambda worked: worked["case"]["id"])
def test_worked_case_through_the_rules_from_the_database(worked: dict[str, Any]) -> None:
    line = json.dumps(worked["case"]).encode()
    assert answer_line(line, rulebook()) == worked["expected"], worked["why"]


@pytest.mark.usefixtures("_demonstration")
def test_the_database_says_what_the_reference_files_say() -> None:
    by_line = {line: _said(reference_rulebook(), *line) for line in _lines()}
    assert {line: _said(rulebook(), *line) for line in _lines()} == by_line


def _lines() -> list[tuple[str | None, CareType, date]]:
    days = [date(year, month, day) for year in range(2017, 2028) for month in (1, 7, 12) for day in (1, 31)]
    return [(payer, care, day) for payer in (None, "0180", "0380") for care in CareType for day in days]


def _said(rules: Rulebook, payer: str | None, care_type: CareType, day: date) -> tuple[Any, ...]:
    terms, rate = rules.terms_on(day, payer, care_type), rules.rate_on(day, care_type)
    names = ("scope", "valid_from", "valid_to", "settlement", *Terms.COPIED)
    return terms and tuple(getattr(terms, name) for name in names), rate


def test_seed_terms_have_a_source_and_the_individual_model() -> None:
    assert Terms.objects.count() == 4 * 3 + 3
    assert not Terms.objects.filter(source="").exists()
    assert set(Terms.objects.values_list("model", "settlement")) == {("individual", "")}


def test_invented_rates_are_in_the_demonstration_only() -> None:
    assert not DailyRate.objects.filter(status="invented").exists()
    assert rulebook().rate_on(date(2026, 1, 1), CareType.SOMATIC) is None


def test_an_invented_rate_charges_nobody_where_real_persons_are() -> None:
    DailyRate.objects.create(year=2026, kronor=12500, status="invented", source="test")
    assert rulebook().rate_on(date(2026, 1, 1), CareType.SOMATIC) is None


def test_loading_again_changes_nothing_and_gives_back_nothing_that_was_edited() -> None:
    somatic = Terms.objects.get(
        agreement__scope="county", care_type="somatic", valid__contains=date(2026, 1, 1)
    )
    somatic.valid, somatic.free_days = DateRange(date(2020, 1, 1), date(2027, 1, 1)), 3
    somatic.save()
    DailyRate.objects.filter(year=2018).update(kronor=7200, status="verified")
    before = _rows()
    reference.load()
    assert _rows() == before


def _rows() -> list[Any]:
    return [*Terms.objects.order_by("pk").values_list(), *DailyRate.objects.order_by("pk").values_list()]


def free_days() -> int:
    terms = rulebook().terms_on(date(2026, 1, 1), "0180", CareType.SOMATIC)
    assert terms
    return terms.free_days


def test_a_change_is_seen_at_once_and_costs_one_query_until_the_next() -> None:
    assert free_days() == 2
    Terms.objects.filter(agreement__scope="county", care_type="somatic").update(free_days=4)
    assert free_days() == 4
    with CaptureQueriesContext(connection) as queries:
        assert rulebook() is rulebook()
    assert len(queries) == 2


def test_a_change_that_is_rolled_back_is_forgotten() -> None:
    with transaction.atomic():
        Terms.objects.update(free_days=9)
        assert free_days() == 9
        transaction.set_rollback(True)
    assert free_days() == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_made_by_another_process_is_seen(owner_connection: psycopg.Connection) -> None:
    assert rulebook().rate_on(date(2020, 1, 1), CareType.SOMATIC).kronor == 8200  # type: ignore[union-attr]
    owner_connection.execute("UPDATE billing_daily_rate SET kronor = 8300 WHERE year = 2020")
    assert rulebook().rate_on(date(2020, 1, 1), CareType.SOMATIC).kronor == 8300  # type: ignore[union-attr]


def test_one_municipality_s_terms_and_the_average_model_reach_the_rules() -> None:
    nacka = Agreement.objects.create(scope="municipality", municipality_id="0182", name="Nacka")
    like = Terms.objects.filter(agreement__scope=COUNTY, care_type="somatic").latest("valid")
    like.pk, like.agreement, like.valid = None, nacka, DateRange(date(2026, 1, 1), None)
    like.model, like.settlement = "average", "excess"
    like.save()
    found = rulebook().terms_on(date(2026, 1, 1), "0182", CareType.SOMATIC)
    assert found is not None
    assert (found.scope, found.model, found.settlement) == ("0182", Model.AVERAGE, Settlement.EXCESS)
    assert rulebook().terms_on(date(2026, 1, 1), "0180", CareType.SOMATIC).scope == COUNTY  # type: ignore[union-attr]
