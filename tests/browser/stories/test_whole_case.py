"""From inskrivning to hemgång, across three people's browsers; then the night, and what HSF sees."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import (
    answer,
    answer_questions,
    call_to_sip,
    declare_ready,
    register,
    send_home,
    submit,
    take,
)

pytestmark = pytest.mark.django_db(transaction=True)


def state_outpatient_care(coordinator: Session, case: str) -> None:
    coordinator.open(case)
    coordinator.press("Lämna besked om öppenvårdens insatser")
    coordinator.choose("Finns på plats")
    submit(coordinator, "outpatient_care")
    coordinator.sees("Finns på plats")


def test_a_patient_goes_home(log_in: Callable[[str], Session], admin_connection: psycopg.Connection) -> None:
    nurse, officer, coordinator = log_in("somatik"), log_in("stadsdel"), log_in("vardcentral")
    case = register(nurse, people.identity_number(serial=40))
    nurse.sees("Bo Ek")
    take(officer, case)
    call_to_sip(coordinator, case)
    declare_ready(nurse, case)
    answer(officer, case)
    state_outpatient_care(coordinator, case)
    send_home(nurse, case)

    sent = admin_connection.execute("SELECT type FROM discharge_message ORDER BY sent_at").fetchall()
    assert " ".join(row[0] for row in sent) == (
        "admission_notice planned_admission take care_contact consent sip_call ready_notice ready_reply"
        " outpatient_care discharge patient_summary"
    )
    opened = admin_connection.execute(
        "SELECT count(DISTINCT unit_id) FROM municipalities_access_log WHERE action = 'open' AND NOT refused"
    ).fetchone()
    assert opened == (3,)


def test_a_case_that_is_not_ours_is_not_found_and_the_attempt_is_logged(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    case = register(log_in("somatik"), people.identity_number(serial=42))
    answer = log_in("huddinge").page.request.get(case)
    assert answer.status == 404
    assert "Bo Ek" not in answer.text()
    refused = admin_connection.execute(
        "SELECT action, case_id::text FROM municipalities_access_log WHERE refused"
    ).fetchall()
    assert refused == [("open", case.split("/")[2])]


def test_a_double_click_and_the_back_button_send_one_message(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    nurse = log_in("somatik")
    case = register(nurse, people.identity_number(serial=41))
    nurse.open(f"{case}skicka/ready_notice/")
    nurse.write("Behandlande läkare som har gjort bedömningen", "Dr Alm")
    answer_questions(nurse)
    nurse.page.locator("form#form-ready_notice button:not([formaction], [hidden], [name])").dblclick()
    nurse.page.wait_for_url(re.compile(r"/arenden/[0-9a-f-]{36}/$"))
    nurse.page.go_back()
    button = nurse.page.locator("form#form-ready_notice button:not([formaction], [hidden], [name])")
    if button.count():
        button.click()
    count = admin_connection.execute(
        "SELECT count(*) FROM discharge_message WHERE type = 'ready_notice'"
    ).fetchone()
    assert count == (1,)
