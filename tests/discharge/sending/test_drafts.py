"""What is typed is kept for its writer alone, until it is sent or thrown away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from discharge import actions, queries
from discharge.models import Case, Draft
from discharge.presenters.messages.drafts import draft_texts, kept_until
from discharge.process.judging import afterwards
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from tests.factories import people
from tests.factories.browsers import Browsers, address, case_address, errors, in_hours, new_stay, sent_types
from tests.factories.clients import client_as, filled_in
from tests.factories.registration import log_rows
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
HTMX = {"HX-Request": "true"}
TWICE = {"doctor": "Dr Två", "sip_needed": "no", "outpatient_care_needed": "no"}


@pytest.fixture
def browsers() -> Browsers:
    browsers = Browsers(new_stay())
    browsers.stay.consent()
    return browsers


def save(browsers: Browsers, who: Assignment, type: str, /, *, htmx: bool = True, **typed: Any) -> Any:
    """What the page does while somebody types."""
    data = {"submission": str(uuid4())} | typed
    where = reverse("discharge:draft", args=[browsers.stay.case.pk, type])
    return browsers.of(who).post(where, data, headers=HTMX if htmx else {})


def kept(stay: Stay, who: Assignment, type: str = "planning_note", about: UUID | None = None) -> Any:
    with acting(who):
        draft = queries.draft(who, stay.case.pk, type, about)
        return draft.values if draft else None


def values_of(form: Any) -> dict[str, Any]:
    return {name: form[name].value() for name in form.rows if name not in afterwards.NAMES}


def test_what_is_typed_stands_in_the_form_when_it_is_opened_again(browsers: Browsers) -> None:
    stay = browsers.stay
    typed: dict[str, Any] = {"services": "Hemtjänst", "needs": "  Två ord ", "remaining": ""}
    response = save(browsers, stay.officer, "planning_note", **typed)
    assert "Utkast sparat" in response.text
    assert "<html" not in response.text
    browsers.clients.clear()
    page = browsers.of(stay.officer).get(address(stay, "planning_note"))
    shown = values_of(page.context["form"])
    assert {name: value for name, value in shown.items() if value is not None} == typed
    assert "Utkast sparat" in page.text
    assert "Kasta utkastet" in page.text


def test_what_is_wrong_is_kept_as_it_was_typed(browsers: Browsers) -> None:
    stay = browsers.stay
    typed: dict[str, Any] = {"discharged_at": "nyss", "destination": "månen", "comment": "Hämtas av dottern"}
    save(browsers, stay.nurse, "discharge", **typed)
    assert values_of(browsers.form(stay.nurse, "discharge")) == typed


def test_a_draft_comes_before_what_is_suggested(browsers: Browsers) -> None:
    """What was answered stays so, and what was emptied is not filled in again."""
    stay = browsers.stay
    save(browsers, stay.coordinator, "care_contact", name="", phone="08-1")
    shown = values_of(browsers.form(stay.coordinator, "care_contact"))
    assert (shown["name"], shown["phone"]) == ("", "08-1")
    save(browsers, stay.nurse, "ready_notice", doctor="Dr Alm", sip_needed="no")
    form = browsers.form(stay.nurse, "ready_notice")
    shown = values_of(form)
    assert (shown["sip_needed"], shown["outpatient_care_needed"]) == ("no", None)
    assert filled_in(form)["doctor"] == "Dr Alm"


def test_a_field_that_another_answer_hides_keeps_its_text(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm")
    save(browsers, stay.officer, "ready_reply", answer="not_ours", comment="Bor i Solna")
    save(browsers, stay.officer, "ready_reply", answer="receive", receives_from=in_hours(30))
    draft = kept(stay, stay.officer, "ready_reply")
    assert (draft["answer"], draft["comment"]) == ("receive", "Bor i Solna")


def test_without_a_script_a_button_keeps_it(browsers: Browsers) -> None:
    stay = browsers.stay
    response = save(browsers, stay.officer, "planning_note", htmx=False, services="Hemtjänst")
    assert response.headers["Location"] == address(stay, "planning_note")
    page = browsers.of(stay.officer).get(response.headers["Location"])
    assert "Utkastet är sparat." in page.text
    assert "Spara utkast</button>" in page.text


def test_the_case_page_leads_to_the_drafts(browsers: Browsers) -> None:
    stay = browsers.stay
    save(browsers, stay.officer, "planning_note", services="Hemtjänst")
    assert "Ditt utkast: " in browsers.of(stay.officer).get(case_address(stay)).text
    assert "Ditt utkast" not in browsers.of(stay.nurse).get(case_address(stay)).text


def test_sending_removes_the_draft(browsers: Browsers) -> None:
    stay = browsers.stay
    save(browsers, stay.officer, "planning_note", services="Hemtj")
    browsers.send(stay.officer, "planning_note", services="Hemtjänst")
    assert kept(stay, stay.officer) is None


def test_typing_that_arrives_after_its_form_was_sent_is_no_draft(browsers: Browsers) -> None:
    stay = browsers.stay
    data = filled_in(browsers.form(stay.officer, "planning_note"), services="Hemtjänst")
    browsers.of(stay.officer).post(address(stay, "planning_note"), data)
    response = save(browsers, stay.officer, "planning_note", **data)
    assert "Kasta utkastet" not in response.text
    response = save(browsers, stay.officer, "planning_note", htmx=False, **data)
    assert "skickat" in browsers.of(stay.officer).get(response.headers["Location"]).text
    assert kept(stay, stay.officer) is None


def test_a_draft_that_was_on_its_way_while_its_form_was_sent_is_not_shown(
    browsers: Browsers,
) -> None:
    """The race that the check before the insert can't see: the draft is there, but over."""
    stay = browsers.stay
    save(browsers, stay.officer, "planning_note", services="Hemtj")
    message = stay.plan(stay.nurse)
    with acting(stay.officer):
        Draft.objects.update(submission=message.submission)
    assert kept(stay, stay.officer) is None
    assert "Ditt utkast" not in browsers.of(stay.officer).get(case_address(stay)).text


def test_what_was_refused_is_kept_too(browsers: Browsers) -> None:
    stay = browsers.stay
    response = browsers.send(stay.nurse, "discharge", discharged_at="nyss", comment="Hämtas kl 10")
    assert "ÅÅÅÅ" in errors(response)["discharged_at"]
    assert kept(stay, stay.nurse, "discharge")["comment"] == "Hämtas kl 10"
    assert "Utkast sparat" in response.text


def test_throwing_it_away_gives_a_fresh_form(browsers: Browsers) -> None:
    stay = browsers.stay
    where = reverse("discharge:draft-discard", args=[stay.case.pk, "planning_note"])
    for headers in ({}, HTMX):
        save(browsers, stay.officer, "planning_note", services="Hemtjänst")
        client = browsers.of(stay.officer)
        response = client.post(where, {"services": "Hemtjänst"}, headers=headers, follow=True)
        assert values_of(response.context["form"])["services"] is None
        assert kept(stay, stay.officer) is None
        assert ("kastat" in response.text) is not bool(headers)


def test_a_draft_is_its_writers_alone(browsers: Browsers) -> None:
    """Not a colleague's at the same unit, and not the same person's at another unit."""
    stay = browsers.stay
    save(browsers, stay.nurse, "planning_note", services="Behöver lift")
    colleague = people.colleague_of(stay.nurse)
    for who in (colleague, people.assignment("somatik", "Medicin 61"), stay.officer):
        with acting(who):
            assert Draft.objects.count() == 0
    assert kept(stay, stay.nurse) == {"services": "Behöver lift"}


def test_answers_to_different_messages_are_different_drafts(browsers: Browsers) -> None:
    stay = browsers.stay
    first, second = stay.tell(stay.nurse, stay.officer), stay.tell(stay.nurse, stay.officer)
    for message, text in ((first, "Ett"), (second, "Två"), (None, "Nytt")):
        about: dict[str, Any] = {"replies_to": str(message.pk)} if message else {}
        save(browsers, stay.officer, "general_message", text=text, **about)
    for message, text in ((first, "Ett"), (second, "Två"), (None, "Nytt")):
        assert kept(stay, stay.officer, "general_message", message.pk if message else None)["text"] == text
    page = browsers.of(stay.officer).get(case_address(stay)).text
    assert f"general_message/?replies_to={first.pk}" in page
    assert page.count("Svar: Meddelande") == 2


def test_beginning_is_logged_once_and_a_stranger_is_refused(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay, stranger = browsers.stay, people.assignment("huddinge")
    for word in ("Hem", "Hemtjänst"):
        save(browsers, stay.officer, "planning_note", services=word)
    assert save(browsers, stranger, "planning_note", services="x").status_code == 404
    rows = [row for row in log_rows(admin_connection, "write") if row[1] == "utkast planning_note"]
    assert rows == [
        (False, "utkast planning_note", stay.officer.pk),
        (True, "utkast planning_note", stranger.pk),
    ]


def test_what_is_no_draft_is_not_found(browsers: Browsers) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("nonsens", {}),
        ("admission_notice", {}),
        ("ready_notice", {}),
        ("planning_note", {"submission": "x"}),
        ("general_message", {"replies_to": "x"}),
    ]
    for named, typed in wrong:
        assert save(browsers, browsers.stay.officer, named, **typed).status_code == 404, named


def test_keeping_a_draft_locks_nobody(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    """While another transaction holds the case, as sending does, typing is kept all the same."""
    stay = browsers.stay
    with psycopg.connect(admin_connection.info.dsn, password=admin_connection.info.password) as other:
        other.execute("SELECT 1 FROM discharge_case WHERE id = %s FOR NO KEY UPDATE", [stay.case.pk])
        with acting(stay.officer), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            assert actions.save_draft(
                by=stay.officer,
                case_id=stay.case.pk,
                type="planning_note",
                values={"services": "Hemtjänst"},
                submission=uuid4(),
                now=stay.now,
            )
    assert "planning_note" not in sent_types(admin_connection)


def test_who_is_logged_out_is_sent_to_the_login(browsers: Browsers) -> None:
    stay, client = browsers.stay, client_as(browsers.stay.officer)
    client.logout()
    where = reverse("discharge:draft", args=[stay.case.pk, "planning_note"])
    assert client.post(where, {"services": "x"}).headers["Location"].startswith("/logga-in/")


def test_a_draft_that_can_no_longer_be_sent_can_be_read_and_thrown_away(browsers: Browsers) -> None:
    stay = browsers.stay
    save(browsers, stay.officer, "planning_note", services="Hemtjänst morgon")
    stay.go_home()
    page = browsers.of(stay.officer).get(address(stay, "planning_note"))
    assert "Vårdtillfället är avslutat" in page.text
    assert "Hemtjänst morgon" in page.text
    where = reverse("discharge:draft-discard", args=[stay.case.pk, "planning_note"])
    assert where in page.text
    browsers.of(stay.officer).post(where)
    assert kept(stay, stay.officer) is None
    assert "Ditt utkast" not in browsers.of(stay.officer).get(address(stay, "planning_note")).text


@pytest.mark.parametrize("htmx", [False, True])
def test_two_tabs_the_later_one_leads_to_the_present_state(browsers: Browsers, htmx: bool) -> None:
    """What was written is kept; the page around the form was of how the case stood before."""
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    data = filled_in(browsers.form(stay.nurse, "ready_notice"), **TWICE)
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Ett")
    answer = nurse.post(address(stay, "ready_notice"), data, headers=HTMX if htmx else {})
    assert answer.headers["HX-Redirect" if htmx else "Location"] == address(stay, "ready_notice")
    page = nurse.get(address(stay, "ready_notice")).text
    assert "Inte skickat: Utskrivningsklar." in page
    assert "Patienten är redan meddelad utskrivningsklar." in page
    assert "Dr Två" in page


def test_a_draft_that_cannot_be_sent_is_thrown_away_on_the_case_page(browsers: Browsers) -> None:
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    save(browsers, stay.nurse, "planning_note", needs="Behöver lift")
    where = reverse("discharge:draft-discard", args=[stay.case.pk, "planning_note"])
    assert where not in nurse.get(case_address(stay)).text
    stay.go_home()
    page = nurse.get(case_address(stay)).text
    assert "Det går inte att skicka nu." in page
    assert f'action="{where}"' in page
    answer = nurse.post(where, {"after": case_address(stay)})
    assert answer.headers["Location"] == case_address(stay)
    assert "Ditt utkast" not in nurse.get(case_address(stay)).text
    assert nurse.post(where, {"after": "https://example.org/"}).headers["Location"].startswith("/arenden/")


def test_an_answer_or_a_correction_that_cannot_be_sent_is_thrown_away_there_too(browsers: Browsers) -> None:
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    message = stay.tell(stay.nurse, stay.officer)
    data = filled_in(nurse.get(correction(stay, message)).context["form"], text="Rättad t")
    nurse.post(correction(stay, message, "correction-draft"), data, headers=HTMX)
    assert correction(stay, message, "correction-draft-discard") not in nurse.get(case_address(stay)).text
    browsers.send(stay.nurse, "cancel", message=message.pk, reason="Fel ärende.")
    page = nurse.get(case_address(stay)).text
    assert f'action="{correction(stay, message, "correction-draft-discard")}"' in page
    answer = nurse.post(correction(stay, message), data, headers=HTMX)
    assert answer.headers["HX-Redirect"] == correction(stay, message)
    assert "Inte rättat: Meddelande." in nurse.get(correction(stay, message)).text


@pytest.mark.parametrize("how", ["cancelled", "blocked"])
def test_nor_is_an_answer_to_what_has_been_cancelled_or_blocked_sent(browsers: Browsers, how: str) -> None:
    stay, officer = browsers.stay, browsers.of(browsers.stay.officer)
    message = stay.tell(stay.nurse, stay.officer)
    form = f"{address(stay, 'general_message')}?replies_to={message.pk}"
    data = filled_in(officer.get(form).context["form"], text="Svaret")
    where, away = (
        reverse(f"discharge:{name}", args=[stay.case.pk, "general_message"])
        for name in ("draft", "draft-discard")
    )
    officer.post(where, data, headers=HTMX)
    assert "Det går inte att skicka nu." not in officer.get(case_address(stay)).text
    if how == "cancelled":
        browsers.send(stay.nurse, "cancel", message=message.pk, reason="Fel ärende.")
    else:
        with acting(stay.nurse):
            actions.set_block(by=stay.nurse, case_id=stay.case.pk, now=stay.now)
    page = officer.get(case_address(stay)).text
    assert "Det går inte att skicka nu." in page
    assert f'action="{away}"' in page
    page = officer.get(form).text
    assert "är makulerat. Skriv ett nytt meddelande i stället." in page
    assert "Svaret" in page
    officer.post(away, {"replies_to": str(message.pk)})
    assert "Ditt utkast" not in officer.get(case_address(stay)).text


def correction(stay: Stay, message: Any, name: str = "correct") -> str:
    return reverse(f"discharge:{name}", args=[stay.case.pk, message.pk])


def test_a_correction_is_kept_like_any_other_form(browsers: Browsers) -> None:
    """And apart from an answer to the same message."""
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    message = stay.tell(stay.nurse, stay.officer)
    save(browsers, stay.nurse, "general_message", text="Svar", replies_to=str(message.pk))
    data = filled_in(nurse.get(correction(stay, message)).context["form"], text="Rättad t")
    response = nurse.post(correction(stay, message, "correction-draft"), data, headers=HTMX)
    assert "Utkast sparat" in response.text
    page = browsers.of(stay.nurse).get(case_address(stay)).text
    assert f'href="{correction(stay, message)}">Rättelse: Meddelande</a>' in page
    form = nurse.get(correction(stay, message)).context["form"]
    assert form["text"].value() == "Rättad t"
    assert kept(stay, stay.nurse, "general_message", message.pk)["text"] == "Svar"
    sent = nurse.post(correction(stay, message), filled_in(form, text="Rättad text"))
    assert sent.status_code == 302
    page = browsers.of(stay.nurse).get(case_address(stay)).text
    assert "Rättad text" in page
    assert "Ditt utkast" in page
    assert "Rättelse: Meddelande</a>" not in page


def test_a_correction_is_kept_without_a_script_and_when_refused(browsers: Browsers) -> None:
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    message = stay.tell(stay.nurse, stay.officer)
    data = filled_in(nurse.get(correction(stay, message)).context["form"], text=None)
    assert "Utkast sparat" in nurse.post(correction(stay, message), data).text
    where = correction(stay, message, "correction-draft")
    response = nurse.post(where, data | {"text": "Ny"}, follow=True)
    assert "Utkastet är sparat." in response.text
    assert response.context["form"]["text"].value() == "Ny"
    response = nurse.post(correction(stay, message, "correction-draft-discard"), follow=True)
    assert response.context["form"]["text"].value() != "Ny"


def test_a_correction_that_can_no_longer_be_sent_can_be_read(browsers: Browsers) -> None:
    stay, nurse = browsers.stay, browsers.of(browsers.stay.nurse)
    message = stay.tell(stay.nurse, stay.officer)
    data = filled_in(nurse.get(correction(stay, message)).context["form"], text="Inte den här gången")
    nurse.post(correction(stay, message, "correction-draft"), data)
    browsers.send(stay.nurse, "cancel", message=message.pk, reason="Fel ärende.")
    page = nurse.get(correction(stay, message)).text
    assert "Meddelandet är makulerat. Skicka ett nytt i stället." in page
    assert "Inte den här gången" in page
    assert correction(stay, message, "correction-draft-discard") in page


def test_nobody_else_keeps_a_correction(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    stay, stranger = browsers.stay, people.assignment("huddinge")
    message, note = stay.tell(stay.nurse, stay.officer), stay.plan(stay.nurse)
    data = {"submission": str(uuid4()), "text": "x"}
    for who, about in ((stay.officer, message), (stranger, message), (stay.nurse, note)):
        response = browsers.of(who).post(correction(stay, about, "correction-draft"), data)
        assert response.status_code == 404, who
    assert (True, "utkast till rättelse", stranger.pk) in log_rows(admin_connection, "write")


def test_f11_an_empty_form_that_was_refused_leaves_no_draft(browsers: Browsers) -> None:
    """Fault F11: what the form itself suggests is nobody's text."""
    stay = browsers.stay
    for kind, by, typed in (
        ("general_message", stay.nurse, "text"),
        ("discharge", stay.nurse, "comment"),
    ):
        assert "Utkast sparat" not in browsers.send(by, kind, **{typed: ""}).text
        assert browsers.form(by, kind)[typed].value() in (None, "")
    refused = browsers.send(stay.nurse, "general_message", text="Vi undrar")
    assert "Utkast sparat" in refused.text


def test_services_and_ticks_of_a_draft_that_cant_be_sent_are_there_to_copy() -> None:
    half = dict.fromkeys(("what", "party", "who", "when"), "")
    services = [
        {"what": "Hemtjänst", "party": "municipal", "who": "Bita Hosseini", "when": "Varje morgon"},
        half | {"what": "Hemsjukvård"},
        half | {"who": "Dottern"},
    ]
    plan = Draft(type="sip_plan", values={"goals": "", "services": services})
    lines = "Hemtjänst: Kommunen, Bita Hosseini, Varje morgon\nHemsjukvård\nDottern"
    assert draft_texts(plan) == [("Insatser", lines)]
    started = Draft(type="sip_start", values={"consents": True, "how": "Muntligt."})
    assert [text for _, text in draft_texts(started)] == ["Ja", "Muntligt."]
    assert draft_texts(Draft(type="sip_start", values={"consents": False})) == []


@pytest.mark.django_db(transaction=True)
class TestForgetting:
    """The worker removes what will not be sent; the writer is told when."""

    @pytest.mark.parametrize(
        ("state", "days", "removed"),
        [
            ("open", 89, 0),
            ("open", 91, 1),
            ("closed", 29, 0),
            ("closed", 31, 1),
            ("part ended", 29, 0),
            ("part ended", 31, 1),
            ("part taken back", 0, 1),
            ("wrong person", 0, 1),
        ],
    )
    def test_when_a_draft_in_a_case_goes(
        self,
        worker_connection: psycopg.Connection,
        admin_connection: psycopg.Connection,
        state: str,
        days: int,
        removed: int,
    ) -> None:
        stay = new_stay()
        keep_draft(stay)
        part = "discharge_participation SET ended_at = now()"
        changes = {
            "closed": "discharge_case SET is_open = false, discharged_at = now()",
            "part ended": part,
            "part taken back": f"{part}, mistaken_at = now()",
            "wrong person": "discharge_case SET is_open = false, mistaken_at = now()",
        }
        with admin_connection.transaction():
            admin_connection.execute("SET LOCAL session_replication_role = replica")
            if state in changes:
                admin_connection.execute(f"UPDATE {changes[state]}")
            aged = "UPDATE discharge_draft SET saved_at = saved_at - make_interval(days => %s)"
            admin_connection.execute(aged, [days])
        assert worker_connection.execute("DELETE FROM discharge_draft").rowcount == removed

    def test_the_writer_sees_until_when_it_is_kept(self) -> None:
        now = timezone.now()
        draft, case = Draft(saved_at=now), Case()
        assert kept_until(draft, case, now) == local_date(now + timedelta(days=90))
        case.is_open = False
        assert kept_until(draft, case, now) == local_date(now + timedelta(days=30))
        case.is_open, case.seen_until = True, now
        assert kept_until(draft, case, now) == local_date(now + timedelta(days=30))
        case.mistaken_at = now
        assert kept_until(draft, case, now) == local_date(now + timedelta(days=1))


def keep_draft(stay: Stay) -> None:
    with acting(stay.officer):
        actions.save_draft(
            by=stay.officer,
            case_id=stay.case.pk,
            type="planning_note",
            values={"services": "Hemtjänst"},
            submission=uuid4(),
            now=timezone.now(),
        )
