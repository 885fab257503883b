"""A message type that nobody has heard of, added as one row: everything else follows from the row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from discharge.presenters.describing import description
from discharge.process import MESSAGE_TYPES, MessageType, words
from discharge.process.fields import Field, Kind
from discharge.process.judging import afterwards, rules
from discharge.process.message_type import Ask
from discharge.process.state import Ends
from discharge.process.times import reply_due
from discharge.process.wording import InPlan, OwedWords
from municipalities.units.parties import Party
from tests.factories.browsers import Browsers, address, case_address, errors, sent_types
from tests.factories.clients import client_as

pytestmark = pytest.mark.django_db(transaction=True)

ROW = MessageType(
    name="aid_order",
    step=3,
    title="Beställning av hjälpmedel",
    verb="Beställ hjälpmedel",
    senders=words.WARD | words.MUNICIPAL,
    receivers=words.EVERYONE,
    fields=(
        Field("aids", Kind.LONG_TEXT, "Vilka hjälpmedel?"),
        Field("needed_on", Kind.DATE, "Behövs hemma", fact=True),
    ),
    requires=(rules.OPEN,),
    asks=(Ask(Party.MUNICIPAL, "aid_order", ends=Ends.CASE, due=reply_due),),
    owed=OwedWords("svara om hjälpmedel", "hjälpmedel"),
    in_plan=InPlan("Hjälpmedel", "Inga är beställda."),
)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MESSAGE_TYPES, ROW.name, ROW)


def typed(**changes: Any) -> dict[str, Any]:
    return {"aids": "Duschpall.", "needed_on": date(2026, 3, 12)} | changes


def in_time_line(page: Any) -> Any:
    """The message, where its step stands in the time line."""
    [shown] = [m for m in page.context["words"].steps[ROW.step - 1].messages if m.type == ROW.name]
    return shown


def test_it_has_a_button_a_form_a_place_in_the_time_line_and_receipts(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    page = browsers.of(stay.nurse).get(case_address(stay)).text
    assert ROW.verb in page
    assert f'href="{address(stay, ROW.name)}' in page
    assert "Inga är beställda." in page
    wrong = browsers.send(stay.nurse, ROW.name, **typed(aids=None))
    assert errors(wrong) == {"aids": "Fyll i uppgiften."}
    assert browsers.send(stay.nurse, ROW.name, **typed()).status_code == 302
    assert sent_types(admin_connection)[-1] == ROW.name
    seen = browsers.of(stay.officer).get(case_address(stay))
    assert "Duschpall." in seen.text
    assert "svara om hjälpmedel" in seen.text
    step = seen.context["words"].steps[ROW.step - 1]
    assert "svara om hjälpmedel" in [task.what for task in step.tasks if task.is_ours]
    assert step.standing.word == "Pågår"
    shown = in_time_line(seen)
    assert shown.waits_for_us
    assert {receiver.unit for receiver in shown.receivers} == {
        stay.officer.unit.full_name,
        stay.coordinator.unit.full_name,
    }
    stay.now = timezone.now() + timedelta(minutes=1)
    assert stay.acknowledge(stay.officer) == 2
    receipts = in_time_line(browsers.of(stay.nurse).get(case_address(stay))).receivers
    assert {r.unit for r in receipts if r.acknowledged_at} == {stay.officer.unit.full_name}
    assert "hjälpmedel" in browsers.of(stay.officer).get("/arbetslista/?lista=att-svara").text


def test_the_api_takes_it_and_describes_it(browsers: Browsers) -> None:
    stay = browsers.stay
    path = f"/api/cases/{stay.case.pk}/messages/{ROW.name}/"
    body = {"submission": str(uuid4()), "aids": "Duschpall.", "needed_on": "2026-03-12"}
    answer = client_as(stay.nurse).post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["values"]["aids"]) == (201, "Duschpall.")
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    shapes = schema["components"]["schemas"]
    own = {"submission", "on_behalf_of", "aids", "needed_on"}
    assert shapes["AidOrderMessage"]["properties"].keys() == own | afterwards.NAMES
    [parameter] = [
        p
        for p in schema["paths"]["/api/cases/{case_id}/messages/{type}/"]["post"]["parameters"]
        if p["name"] == "type"
    ]
    assert ROW.name in parameter["schema"]["enum"]


def test_the_documentation_has_it() -> None:
    assert f"| **{ROW.title}** | `{ROW.name}` | Slutenvård, Kommun |" in description()


def test_without_the_row_there_is_no_such_message(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MESSAGE_TYPES, ROW.name)
    assert browsers.of(browsers.stay.nurse).get(address(browsers.stay, ROW.name)).status_code == 404
