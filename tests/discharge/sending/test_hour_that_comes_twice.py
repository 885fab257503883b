"""The night when summer time ends, and the one when it begins: in every form, the API, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from discharge.forms import CorrectionForm, MessageForm, RegistrationForm
from discharge.forms.moments import MomentField, MomentInput
from discharge.forms.table import typed_values
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import Kind
from discharge.process.state import CaseState
from discharge.queries import case_file
from municipalities.access.acting import acting
from municipalities.ids import new_id
from municipalities.swedish.clock import STOCKHOLM, full_words
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
SUMMER, WINTER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
FACE, GAP = "2026-10-25T02:30", "2026-03-29T02:30"
MOMENTS = [
    (message_type, field.name)
    for message_type in MESSAGE_TYPES.values()
    for field in message_type.fields
    if field.kind is Kind.MOMENT and not field.filled
]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(WINTER + timedelta(hours=6), tick=False):
        yield


def form_of(message_type: MessageType, data: dict[str, Any]) -> Any:
    now = WINTER + timedelta(hours=6)
    if message_type.starts_case:
        return RegistrationForm(by=people.assignment("somatik"), now=now, data=data)
    by = next(who for who in map(people.assignment, PEOPLE) if who.unit.party in message_type.senders)
    return MessageForm(message_type, CaseState(), by=by, case_id=new_id(), now=now, data=data)


PEOPLE = ("somatik", "vardcentral", "stadsdel")


@pytest.mark.parametrize(("message_type", "name"), MOMENTS, ids=lambda one: getattr(one, "name", one))
class TestEveryForm:
    """Fault D4."""

    def test_d4_asks_which_of_the_two(self, message_type: MessageType, name: str) -> None:
        form = form_of(message_type, {name: FACE})
        assert "Välj sommartid eller vintertid" in form.errors[name][0]
        html = str(form[name])
        assert "2.30 sommartid" in html
        assert "2.30 vintertid" in html
        assert "checked" not in html
        assert f'value="{FACE}"' in html

    @pytest.mark.parametrize(("hour", "at"), [("+02:00", SUMMER), ("+01:00", WINTER)])
    def test_d4_takes_the_one_that_is_chosen(
        self, message_type: MessageType, name: str, hour: str, at: datetime
    ) -> None:
        form = form_of(message_type, {name: FACE, f"{name}_hour": hour})
        form.is_valid()
        html = str(form[name])
        assert f'value="{hour}" checked' in html
        assert (form.cleaned_data.get(name) or form.fields[name].clean(f"{FACE}{hour}")) == at

    def test_d4_refuses_a_time_that_never_was(self, message_type: MessageType, name: str) -> None:
        assert "finns inte" in form_of(message_type, {name: GAP}).errors[name][0]


def test_d4_a_time_that_came_once_asks_nothing() -> None:
    assert "sommartid" not in MomentInput().render("at", "2026-10-25T04:30")
    assert MomentInput().value_from_datadict({"at": "2026-10-25T04:30", "at_hour": "+02:00"}, {}, "at") == (
        "2026-10-25T04:30"
    )
    for said in (f"{FACE}+99:00", f"{FACE}+2:00", "+02:00"):
        with pytest.raises(ValidationError):
            MomentField().clean(said)


def test_d4_a_draft_keeps_which_of_the_two() -> None:
    message_type = MESSAGE_TYPES["leave_start"]
    data = QueryDict(f"began_at={FACE}&began_at_hour=%2B01:00")
    kept = typed_values(message_type.fields, data)["began_at"]
    assert kept == f"{FACE}+01:00"
    html = MomentInput().render("began_at", kept)
    assert 'value="+01:00" checked' in html
    assert f'value="{FACE}"' in html


def test_d4_a_registration_that_is_shown_again_keeps_it_too() -> None:
    said = {"admitted_at": FACE, "admitted_at_hour": "+01:00"}
    form = RegistrationForm(by=people.assignment("somatik"), now=WINTER + timedelta(hours=6), typed=said)
    assert 'value="+01:00" checked' in str(form["admitted_at"])


def on_leave() -> tuple[Stay, Message]:
    told = Stay(now=WINTER - timedelta(days=2))
    told.now = WINTER + timedelta(hours=2)
    return told, told.send(told.nurse, "leave_start", began_at=WINTER, comment="Till kvällen")


def test_d4_a_time_that_is_left_untouched_keeps_its_offset() -> None:
    """Correcting only the comment moved 02:30+01:00 to 02:30+02:00."""
    told, start = on_leave()
    client = client_as(told.nurse)
    address = reverse("discharge:correct", args=[told.case.pk, start.pk])
    form = client.get(address).context["form"]
    assert 'value="+01:00" checked' in str(form["began_at"])
    data = {"began_at": FACE, "began_at_hour": "+01:00", "comment": "Till lunch", "submission": str(uuid4())}
    assert client.post(address, data).status_code == 302
    with acting(told.nurse):
        corrected = Message.objects.get(corrects=start)
    assert corrected.content["comment"] == "Till lunch"
    assert datetime.fromisoformat(corrected.facts["began_at"]) == WINTER
    assert corrected.facts["began_at"].endswith("+01:00")


def test_d4_seconds_that_a_form_does_not_show_stay() -> None:
    told, start = on_leave()
    said = WINTER.replace(second=17)
    with acting(told.nurse):
        (shown,) = (seen for seen in case_file(told.case).messages if seen.pk == start.pk)
    message = replace(shown, facts={"began_at": said.isoformat()}, content={})
    form = CorrectionForm(
        MESSAGE_TYPES["leave_start"],
        CaseState(),
        versions=[message],
        typed={},
        by=told.nurse,
        case_id=told.case.pk,
        now=WINTER + timedelta(hours=6),
        data={"began_at": FACE, "began_at_hour": "+01:00"},
    )
    form.is_valid()
    assert form.values()["began_at"] == said


def test_d4_a_return_ten_minutes_later_is_later() -> None:
    """02.40 was refused as before 02.30."""
    told, _ = on_leave()
    client = client_as(told.nurse)
    address = reverse("discharge:send", args=[told.case.pk, "leave_end"])
    data = {"ended_at": "2026-10-25T02:40", "submission": str(uuid4())}
    assert "Välj sommartid eller vintertid" in client.post(address, data).content.decode()
    refused = client.post(address, data | {"ended_at_hour": "+02:00"}).content.decode()
    assert "före ”Permission” söndag 25 oktober 2026 kl. 2.30 vintertid" in refused
    assert client.post(address, data | {"ended_at_hour": "+01:00"}).status_code == 302
    assert told.state().leaves[0].ended_at == WINTER + timedelta(minutes=10)


def test_d4_two_times_of_one_form_compare_as_they_happened() -> None:
    """Two that share a zone are compared by Python on the clock's face."""
    summer, winter = (datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=fold) for fold in (0, 1))
    message_type = MESSAGE_TYPES["admission_notice"]
    values = {"admitted_at": winter.replace(minute=10), "need_assessed_at": summer}
    found = message_type.problems(values, CaseState(), WINTER + timedelta(hours=6))
    assert "före inskrivningen" in found["need_assessed_at"]
    values = {"admitted_at": summer, "need_assessed_at": winter.replace(minute=10)}
    assert "need_assessed_at" not in message_type.problems(values, CaseState(), WINTER + timedelta(hours=6))


def test_d4_the_api_takes_offsets_and_asks_for_them() -> None:
    told, _ = on_leave()
    client = client_as(told.nurse)
    address = f"/api/cases/{told.case.pk}/messages/leave_end/"
    body = {"submission": str(uuid4()), "ended_at": "2026-10-25T02:40:00"}
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    assert "+02:00 (sommartid)" in answer.json()["problems"]["ended_at"]
    answer = client.post(
        address, body | {"ended_at": "2026-10-25T02:40:00+01:00"}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert told.state().leaves[0].ended_at == WINTER + timedelta(minutes=10)


def test_d4_what_is_shown_says_which_of_the_two() -> None:
    assert full_words(SUMMER) == "söndag 25 oktober 2026 kl. 2.30 sommartid"
    assert full_words(WINTER) == "söndag 25 oktober 2026 kl. 2.30 vintertid"
    assert full_words(WINTER + timedelta(hours=1)) == "söndag 25 oktober 2026 kl. 3.30"
