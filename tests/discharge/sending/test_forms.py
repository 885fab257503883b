"""Forms from the process table: an input for each kind, times as people type them, marks on suggestions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from discharge.api.message_serializers import BUILDERS as SERIALIZER_BUILDERS
from discharge.forms import MessageForm
from discharge.forms.kinds import BUILDERS
from discharge.forms.moments import MomentField, MomentInput
from discharge.forms.suggestions import KnownBefore, follow_change, suggest_values
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import STORED, Kind
from discharge.process.state import CaseState
from municipalities.forms.days import DayField
from municipalities.ids import new_id
from municipalities.models import District, Unit
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people

TODAY = date(2026, 3, 9)


def test_every_kind_of_field_has_an_input_a_serializer_field_and_a_way_to_be_kept() -> None:
    assert BUILDERS.keys() == SERIALIZER_BUILDERS.keys() == STORED.keys() == set(Kind)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [message_type.name for message_type in MESSAGE_TYPES.values()])
def test_a_form_asks_for_what_the_table_names_and_no_more(name: str) -> None:
    message_type = MESSAGE_TYPES[name]
    form = MessageForm(
        message_type, CaseState(), by=people.assignment("somatik"), case_id=new_id(), now=timezone.now()
    )
    asked = {
        field.name
        for field in message_type.fields
        if field.shown(CaseState()) and field.sent and not field.filled
    }
    assert set(form.fields) == asked | {"submission"}


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-03-09T14:20", datetime(2026, 3, 9, 13, 20, tzinfo=UTC)),
        ("2026-07-09 14:20", datetime(2026, 7, 9, 12, 20, tzinfo=UTC)),
        ("2026-07-09 14.20", datetime(2026, 7, 9, 12, 20, tzinfo=UTC)),
        # The hour that comes twice in autumn says which of the two.
        ("2026-10-25T02:30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_time_is_stockholms(typed: str, utc: datetime | None) -> None:
    moment = MomentField(required=False).clean(typed)
    assert (moment and moment.astimezone(UTC)) == utc


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-03-29T02:30", "klockan ställdes fram"),
        ("2026-10-25T02:30", "kom två gånger"),
        ("2026-02-30T10:00", "Skriv datum och klockslag"),
        ("i morgon", "Skriv datum och klockslag"),
        ("0001-01-01T00:00", "Året kan inte vara 1. Ange ett år från 1900 till 2199."),
        ("1826-11-30 10:00", "Året kan inte vara 1826. Ange ett år från 1900 till 2199."),
        ("9999-12-31T23:59", "Året kan inte vara 9999"),
        ("2026-03-09", "Skriv datum och klockslag"),
    ],
)
def test_a_time_that_is_none_says_so(typed: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        MomentField().clean(typed)


@pytest.mark.parametrize("typed", ["2026-02-30", "09/03/26", "snart"])
def test_a_date_that_is_none_says_so(typed: str) -> None:
    with pytest.raises(ValidationError, match="ÅÅÅÅ-MM-DD"):
        DayField().clean(typed)


def test_a_date_of_a_year_that_cannot_be_meant_says_so() -> None:
    for typed in ("0001-01-01", "1826-11-30", "2200-01-01"):
        with pytest.raises(ValidationError, match=f"Året kan inte vara {int(typed[:4])}. Ange ett år från"):
            DayField().clean(typed)


def test_a_moment_is_shown_as_the_browsers_input_takes_it() -> None:
    moment = datetime(2026, 7, 9, 12, 20, tzinfo=UTC)
    assert MomentInput().format_value(moment) == "2026-07-09T14:20"


@pytest.mark.django_db
def test_what_is_suggested_is_marked_until_it_is_changed() -> None:
    nurse, message_type = people.assignment("somatik"), MESSAGE_TYPES["expected_discharge_change"]
    state = CaseState(
        admitted_at=datetime(2026, 3, 1, tzinfo=STOCKHOLM),
        expected_discharge=date(2026, 3, 20),
        certainty="certain",
    )
    now = datetime(2026, 3, 9, tzinfo=STOCKHOLM)
    typed = {"expected_discharge": "2026-03-20", "certainty": "unknown"}
    shown = MessageForm(message_type, state, by=nurse, case_id=new_id(), now=now).shown()
    changed = MessageForm(message_type, state, by=nurse, case_id=new_id(), now=now, data=typed).shown()
    assert [field.suggested for field in shown] == [True, True]
    assert [field.suggested for field in changed] == [True, False]


@pytest.mark.django_db
def test_a_field_that_some_answers_ask_for_says_which() -> None:
    officer, message_type = people.assignment("stadsdel"), MESSAGE_TYPES["ready_reply"]
    form = MessageForm(message_type, CaseState(), by=officer, case_id=new_id(), now=timezone.now())
    shown = {field.bound.name: field for field in form.shown()}
    assert (shown["receives_from"].asked_by, shown["receives_from"].answers) == ("answer", "receive")
    assert shown["receives_from"].asked_if == "Om ni kan ta emot"


@pytest.mark.django_db
def test_the_colleagues_are_those_of_the_unit() -> None:
    officer = people.assignment("stadsdel")
    form = MessageForm(MESSAGE_TYPES["take"], CaseState(), by=officer, case_id=new_id(), now=timezone.now())
    field = form.fields["responsible"]
    assert isinstance(field, forms.ModelChoiceField)
    assert field.queryset is not None
    assert set(field.queryset) == {a.user for a in officer.unit.assignments.all()}
    assert form["responsible"].value() == officer.user_id


KNOWN = KnownBefore(82, "somatic")


@pytest.mark.django_db
class TestSuggestions:
    def test_a_postal_code_gives_area_and_office(self) -> None:
        values = follow_change({"postal_code": "163 64"}, "postal_code", KNOWN, TODAY)
        district = District.objects.get(pk=values["district"])
        office = Unit.objects.get(pk=values["municipal"])
        assert (values["municipality"], district.name, office.district) == ("0180", "Järva", district)

    def test_who_placed_the_person_is_who_receives(self) -> None:
        typed = {"municipality": "0180", "district": "", "placed_by": "0126"}
        office = Unit.objects.get(pk=follow_change(typed, "placed_by", KNOWN, TODAY)["municipal"])
        assert office.municipality_id == "0126"

    @pytest.mark.parametrize("typed", ["１６３ ６４", "163\u00a064", "163-64", "163\u200b64", "163 64"])
    def test_a_postal_code_is_read_as_the_door_reads_it(self, typed: str) -> None:
        assert suggest_values({"postal_code": typed}, KNOWN, TODAY) == suggest_values(
            {"postal_code": "16364"}, KNOWN, TODAY
        )
        assert suggest_values({"postal_code": typed}, KNOWN, TODAY)["municipality"] == "0180"

    def test_another_municipality_clears_the_district(self) -> None:
        values = follow_change({"postal_code": "16364"}, "postal_code", KNOWN, TODAY) | {
            "municipality": "0126"
        }
        followed = follow_change(values, "municipality", KNOWN, TODAY)
        assert followed["district"] == ""
        assert Unit.objects.get(pk=followed["municipal"]).municipality_id == "0126"

    def test_a_code_outside_the_county_changes_nothing(self) -> None:
        typed = {"postal_code": "98137", "municipality": "0126", "municipal": "chosen"}
        assert follow_change(typed, "postal_code", KNOWN, TODAY)["municipality"] == "0126"

    def test_the_button_fills_only_what_is_empty(self) -> None:
        typed = {"postal_code": "16364", "municipality": "0126"}
        values = follow_change(typed, "", KNOWN, TODAY)
        assert values["municipality"] == "0126"
        assert Unit.objects.get(pk=values["municipal"]).municipality_id == "0126"

    def test_the_listing_gives_the_surgery(self) -> None:
        surgery = str(people.unit("Tensta vårdcentral").pk)
        assert follow_change({"listed_unit": surgery}, "listed_unit", KNOWN, TODAY)["surgery"] == surgery

    @pytest.mark.parametrize("typed", [{}, {"district": "x", "municipality": "0180"}, {"postal_code": "åäö"}])
    def test_nonsense_suggests_nothing(self, typed: dict[str, str]) -> None:
        assert suggest_values(typed, KNOWN, TODAY)["municipal"] == ""
