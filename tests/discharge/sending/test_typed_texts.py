"""Whatever is typed, pasted or sent: an error at its field or the right value, never a fall, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from discharge.api.message_serializers import message_serializer
from discharge.forms import MessageForm, NumberForm, RegistrationForm, SipStartForm
from discharge.forms.moments import TWICE
from discharge.forms.table import TableForm
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import LONGEST, Kind
from discharge.process.state import CaseState
from municipalities.door import limits, texts
from municipalities.ids import new_id
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, new_stay
from tests.factories.registration import NEW, REGISTER, nurse_client, step_two
from tests.factories.stays import Stay
from tests.factories.typed import TRIED, is_right
from tests.sizes import PROOF

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])

TYPES = sorted(MESSAGE_TYPES)
TEXTS = tuple(LONGEST)
#: Each text as JSON may hold it, and what is none.
OF_THE_API: list[Any] = [json.loads("1e400"), -(10**30), [[[]]]]
for _text, _ in TRIED.values():
    OF_THE_API += [_text, [_text], {_text: _text}, [{"what": _text}]]


def _form(name: str, data: dict[str, Any] | None) -> MessageForm:
    message_type, by = MESSAGE_TYPES[name], people.assignment("somatik")
    return MessageForm(message_type, CaseState(), by=by, case_id=new_id(), now=timezone.now(), data=data)


def _named(form: TableForm, names: Iterable[str], value: str) -> dict[str, Any]:
    """The value under the fields' own names, or under that of their first input."""
    keys = [f"{name}-0-what" if form.rows[name].kind is Kind.ROWS else name for name in names]
    return {**dict.fromkeys(keys, value), "submission": str(uuid4())}


def _at_once(names: Iterable[str]) -> list[list[str]]:
    """In which fields it is typed at the same time: in all of them; in `make proof` in each by itself."""
    return [[name] for name in names] if PROOF else [list(names)]


def is_refused(form: BaseForm, name: str) -> bool:
    """At the field; of one that is not seen, above them all."""
    return name in form.errors or (form[name].is_hidden and "__all__" in form.errors)


@pytest.mark.sized
@pytest.mark.parametrize("type", TYPES)
def test_c8_every_field_of_every_form(type: str) -> None:
    empty = _form(type, None)
    for names, (what, (value, _)) in product(_at_once(empty.rows), TRIED.items()):
        form = _form(type, _named(empty, names, value))
        form.is_valid()
        for name in names:
            assert is_refused(form, name) or is_right(form.cleaned_data[name]), (name, what)
            if form.rows[name].kind in TEXTS:
                assert form[name].value() == texts.let_in(value), (name, what)


@pytest.mark.sized
@pytest.mark.parametrize("type", TYPES)
def test_c8_every_text_of_every_form_is_read_or_refused(type: str) -> None:
    rows = {name: row for name, row in _form(type, None).rows.items() if row.kind in TEXTS}
    for names, (what, (value, read)) in product(_at_once(rows), TRIED.items()):
        form = _form(type, {**dict.fromkeys(names, value), "submission": str(uuid4())})
        form.is_valid()
        for name in names:
            if what in ("nul", "control", "half a character"):
                assert form.errors[name] == [texts.REFUSAL]
            elif len(value) > LONGEST[rows[name].kind]:
                assert "Högst" in form.errors[name][0]
            elif read and name not in form.errors:
                assert form.cleaned_data[name] == read, (name, what)


@pytest.mark.parametrize("type", [name for name in TYPES if not MESSAGE_TYPES[name].starts_case])
def test_c8_every_field_of_the_api(type: str) -> None:
    serializer = message_serializer(MESSAGE_TYPES[type])
    for name, value in product(serializer().fields, OF_THE_API):
        sent = serializer(data={name: value, "submission": str(uuid4())})
        sent.is_valid()
        assert name in sent.errors or is_right(
            sent.validated_data.get(name, "") if not sent.errors else ""
        ), (name, value)


@pytest.mark.sized
@pytest.mark.parametrize("form_class", [RegistrationForm, SipStartForm])
def test_c8_every_field_of_a_registration(form_class: type[RegistrationForm]) -> None:
    by = people.assignment("somatik")
    empty = form_class(by=by, now=timezone.now())
    for names, (what, (value, _)) in product(_at_once(empty.fields), TRIED.items()):
        form = form_class(by=by, now=timezone.now(), data=dict.fromkeys(names, value))
        form.is_valid()
        for name in names:
            assert is_refused(form, name) or is_right(form.cleaned_data[name]), (name, what)


@pytest.mark.parametrize("what", TRIED)
def test_c8_a_number_is_no_such_text(what: str) -> None:
    form = NumberForm(timezone.now(), {"number": TRIED[what][0], "reason": "admission"})
    assert form.errors["number"]


def _elsewhere() -> Stay:
    """A stay in which no unit of the other one takes part."""
    return Stay(
        now=timezone.now() - timedelta(days=1),
        nurse=people.assignment("psykiatri"),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment_at("Vasastans vårdcentral"),
    )


class TestTimes:
    """A past and a future century, and both 02:30s of 25 October, in every field of the kind."""

    FIELDS = tuple(
        (message_type.name, field.name)
        for message_type in MESSAGE_TYPES.values()
        for field in message_type.fields
        if field.kind is Kind.MOMENT and field.sent and not field.filled
    )

    @pytest.mark.parametrize(
        "far", ["0026-10-25T10:00", "1826-10-25T10:00", "2926-10-25T10:00", "9999-12-31T23:59"]
    )
    def test_another_century_is_refused_at_the_field(self, far: str) -> None:
        for row, name in self.FIELDS:
            form = _form(row, {name: far, "submission": str(uuid4())})
            form.is_valid()
            if name in form.fields:
                assert form.errors[name], (row, name)
                assert form[name].value() == far

    def test_the_hour_that_comes_twice_is_asked_about_and_each_can_be_meant(self) -> None:
        first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        for row, name in self.FIELDS:
            asked = _form(row, {name: "2026-10-25T02:30", "submission": str(uuid4())})
            if name not in asked.fields:
                continue
            asked.is_valid()
            assert asked.errors[name] == [TWICE], (row, name)
            assert f"{name}_hour" in str(asked[name])
            for offset, moment in (("+02:00", first), ("+01:00", second)):
                typed = {name: "2026-10-25T02:30", f"{name}_hour": offset, "submission": str(uuid4())}
                form = _form(row, typed)
                form.is_valid()
                assert form.fields[name].clean(form[name].data) == moment, (row, name, offset)


class TestOverHttp:
    """One of each kind, as a browser or a system sends it."""

    @pytest.fixture
    def browsers(self) -> Browsers:
        browsers = Browsers(new_stay())
        browsers.stay.consent()
        return browsers

    @pytest.mark.parametrize(
        ("type", "field"),
        [
            ("leave_start", "comment"),
            ("discharge", "comment"),
            ("transfer", "reason"),
            ("track_choice", "comment"),
        ],
    )
    def test_c8_a_message(self, browsers: Browsers, type: str, field: str) -> None:
        nurse = browsers.stay.nurse
        page = browsers.send(nurse, type, **{field: "Hämtas\0av Åsa"})
        assert page.status_code == 200
        assert page.context["form"].errors[field] == [texts.REFUSAL]
        assert "Hämtas\ufffdav Åsa" in page.text

    def test_c8_a_harm_assessment(self) -> None:
        browsers = Browsers(new_stay())
        page = browsers.send(browsers.stay.nurse, "harm_assessment", reasons="Kan inte\0tillfrågas")
        assert page.context["form"].errors["reasons"] == [texts.REFUSAL]

    def test_c8_a_draft_and_what_is_long(self, browsers: Browsers) -> None:
        stay = browsers.stay
        where = reverse("discharge:draft", args=[stay.case.pk, "planning_note"])
        typed = {"submission": str(uuid4()), "services": "Hem\0tjänst " + "å" * 10_000}
        assert browsers.of(stay.officer).post(where, typed, headers={"HX-Request": "true"}).status_code == 200
        shown = browsers.form(stay.officer, "planning_note")["services"].value()
        assert shown == "Hem\ufffdtjänst " + "å" * 10_000

    def test_h10_a_draft_of_2_4_mb_is_refused_in_words(self, browsers: Browsers) -> None:
        stay = browsers.stay
        where = reverse("discharge:draft", args=[stay.case.pk, "planning_note"])
        typed = {"submission": str(uuid4()), "services": "x" * 2_400_000}
        answer = browsers.of(stay.officer).post(where, typed, headers={"HX-Request": "true"})
        assert answer.status_code == 413
        assert f"högst {limits.DRAFT_TEXT} sparas" in answer.text
        page = browsers.of(stay.officer).post(address(stay, "planning_note"), typed)
        assert page.status_code == 200
        assert "x" * 2_400_000 in page.text
        assert "Utkastet är inte sparat" in page.context["form"].errors["__all__"][0]

    def test_c8_an_admission_its_suggestions_and_its_draft(self) -> None:
        client = nurse_client()
        typed = step_two(client, given_name="Bo\0", street="Ga\0tan 1", postal_code="163\0")
        page = client.post(REGISTER, typed)
        assert page.status_code == 200
        assert page.context["form"].errors["given_name"] == [texts.REFUSAL]
        assert "Bo\ufffd" in page.text
        for where in ("/arenden/ny/mottagare/", "/paborjade/admission_notice/"):
            answer = client.post(where, typed, headers={"HX-Request": "true"})
            assert answer.status_code == 200, where
        assert client.post(NEW, {"number": "19\0", "reason": "\0"}).status_code == 200

    def test_c8_queries_and_cookies(self, browsers: Browsers) -> None:
        client = browsers.of(browsers.stay.nurse)
        for where in (
            "/arbetslista/?lista=%00&sida=%00&track=%00&area=%ED%A0%80",
            "/katalog/?q=%00&part=%00&sida=%00",
            "/moten/?visa=%00&dag=%00",
            f"{address(browsers.stay, 'cancel')}?cancels=%00",
        ):
            assert client.get(where).status_code in (200, 404), where
        client.cookies["session"] = '"\\000abcdefgh"'
        assert client.get("/arbetslista/").status_code == 302

    def test_h10_the_api_answers_4xx(self, browsers: Browsers) -> None:
        stay = browsers.stay
        client = browsers.of(stay.nurse)
        where = f"/api/cases/{stay.case.pk}/messages/general_message/"
        deep = "[" * 100_000 + "]" * 100_000
        bodies = {
            deep: 400,
            '{"text": ' + deep + "}": 400,
            '{"a":' * 5_000 + "1" + "}" * 5_000: 400,
            '{"text": "\\ud800", "submission": "' + str(uuid4()) + '"}': 400,
            '{"text": "\\u0000"}': 400,
            '{"text": 1e999}': 400,
            '{"text": ' + "9" * 10_000 + "}": 400,
            '"' + "x" * limits.BODY_BYTES + '"': 413,
            "[]": 400,
            "null": 400,
            "\ufeff{": 400,
        }
        for body, code in bodies.items():
            answer = client.post(where, body, content_type="application/json")
            assert answer.status_code == code, body[:50]
            assert answer.json()["message"]
        answer = client.post(where, {"text": "\ud800"}, content_type="application/json")
        assert answer.json()["problems"]["text"] == texts.REFUSAL

    @pytest.mark.parametrize(
        "query", ["version=1%0d%0aX: y", "version=%00", "version=x%22", "lang=%0d%0a", "lang=../x"]
    )
    def test_h10_the_schema_has_one_version(self, browsers: Browsers, query: str) -> None:
        answer = browsers.of(browsers.stay.nurse).get(f"/api/schema/?{query}")
        assert answer.status_code == 400

    def test_h10_a_submission_of_a_case_that_is_not_seen(self, browsers: Browsers) -> None:
        """The id of another unit's form: no message, no fall, and nothing told of where it was used."""
        stay, foreign = browsers.stay, _elsewhere()
        used = foreign.plan(foreign.officer).submission
        where = f"/api/cases/{stay.case.pk}/messages/general_message/"
        body = {
            "text": "Hej",
            "to": [str(stay.officer.unit_id)],
            "category": "other",
            "submission": str(used),
        }
        answer = browsers.of(stay.nurse).post(where, body, content_type="application/json")
        assert answer.status_code in (400, 409), answer.json()

    def test_h10_a_registration_by_a_form_that_is_another_cases(self) -> None:
        foreign = _elsewhere()
        used = foreign.plan(foreign.officer).submission
        client = nurse_client()
        page = client.post(REGISTER, step_two(client) | {"submission": str(used)})
        assert page.status_code == 200
        assert "redan skickats" in page.context["form"].errors["__all__"][0]

    @pytest.mark.parametrize(
        "wanted", ["x", "x/y", "/finns-inte/", "arbetslista/", "?", "#", "/\r\nX: y", "http:x", "\0"]
    )
    def test_j7_only_an_address_of_ours_is_followed(self, browsers: Browsers, wanted: str) -> None:
        stay = browsers.stay
        answer = browsers.of(stay.officer).post(f"{case_address(stay)}kvittera/", {"next": wanted})
        assert answer.status_code == 302
        assert answer.headers["Location"] == case_address(stay)
        assert stay.acknowledge(stay.officer) == 0, "the receipt stands"

    def test_j7_an_address_of_ours_is(self, browsers: Browsers) -> None:
        stay = browsers.stay
        wanted = "/arbetslista/?lista=att-kvittera"
        answer = browsers.of(stay.officer).post(f"{case_address(stay)}kvittera/", {"next": wanted})
        assert answer.headers["Location"] == wanted
