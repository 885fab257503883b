"""A file with a message: sent by form and API, handed over as a file, kept out of logs and addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from discharge.models import Attachment
from discharge.process import MESSAGE_TYPES
from discharge.process.fields import Kind
from municipalities.access.acting import acting
from tests.factories import files, people
from tests.factories.browsers import Browsers, case_address, errors, new_stay
from tests.factories.clients import client_as, filled_in
from tests.factories.registration import log_rows

TELL = "general_message"
pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture
def browsers() -> Browsers:
    browsers = Browsers(new_stay())
    browsers.stay.consent("planning")
    return browsers


def chosen(name: str = "Läkemedelslista Bo Ek.pdf", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or files.pdf(), content_type="application/pdf")


def send(browsers: Browsers, file: Any, **typed: Any) -> Any:
    stay = browsers.stay
    typed = {"category": "medication", "to": [stay.officer.unit_id], "text": "Se bilagan."} | typed
    return browsers.send(stay.nurse, TELL, attachment=file, **typed)


def only_attachment(browsers: Browsers) -> UUID:
    with acting(browsers.stay.nurse):
        return Attachment.objects.get().pk


def file_address(browsers: Browsers, attachment: UUID) -> str:
    return reverse("discharge:attachment", args=[browsers.stay.case.pk, attachment])


def test_what_is_sent_is_what_is_handed_over(browsers: Browsers) -> None:
    stay, data = browsers.stay, files.pdf()
    assert send(browsers, chosen(data=data)).status_code == 302
    page = browsers.of(stay.officer).get(case_address(stay))
    [words] = page.context["words"].threads[0].first.attachments
    assert (words.name, words.kind) == ("Läkemedelslista Bo Ek.pdf", "PDF, 1 kB")
    assert file_address(browsers, words.id) in page.text
    got = browsers.of(stay.officer).get(file_address(browsers, words.id))
    assert got.content == data


def test_it_is_a_file_to_keep_and_no_page_of_ours(browsers: Browsers) -> None:
    """Whatever a browser would make of it: no guessing, no running, and a name that tells nothing."""
    send(browsers, chosen("bild.png", files.with_a_comment(files.picture(), b"<script>alert(1)</script>")))
    got = browsers.of(browsers.stay.officer).get(file_address(browsers, only_attachment(browsers)))
    reference = browsers.stay.case.reference
    wanted = {
        "Content-Type": "image/png",
        "Content-Disposition": f'attachment; filename="bilaga-{reference}.png"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert {name: got.headers[name] for name in wanted} == wanted


def test_every_reading_is_logged_without_the_name(
    browsers: Browsers, admin_connection: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    stay, stranger = browsers.stay, people.assignment("huddinge")
    send(browsers, chosen("Bo Ek 19420203.pdf"))
    attachment = only_attachment(browsers)
    for who, status in ((stay.officer, 200), (stranger, 404)):
        assert client_as(who).get(file_address(browsers, attachment)).status_code == status
    assert log_rows(admin_connection, "export") == [
        (False, f"bilaga {attachment}", stay.officer.pk),
        (True, f"bilaga {attachment}", stranger.pk),
    ]
    assert "bilagor/<uuid:attachment_id>/" in caplog.text
    assert "Bo Ek" not in caplog.text


def test_another_cases_file_is_not_found(browsers: Browsers) -> None:
    send(browsers, chosen())
    attachment, other = only_attachment(browsers), Browsers(new_stay())
    for stay, found in ((other.stay, attachment), (browsers.stay, uuid4())):
        where = reverse("discharge:attachment", args=[stay.case.pk, found])
        assert browsers.of(stay.nurse).get(where).status_code == 404


def test_what_is_wrong_is_said_at_the_field_and_the_text_stays(browsers: Browsers) -> None:
    wrong = [
        (chosen("lista.pdf", b"MZ\x90\x00"), "typ som inte kan skickas"),
        (chosen("lista.pdf", files.picture()), "en PNG, men namnet"),
        (chosen("bild.svg", b"<svg onload='alert(1)'/>"), "typ som inte kan skickas"),
        (SimpleUploadedFile("tom.pdf", b""), "tom"),
        (chosen("stor.pdf", b"%PDF-" + b"x" * settings.ATTACHMENT_BYTES), "Filen är 10 MB. Högst 10 MB"),
    ]
    for file, says in wrong:
        response = send(browsers, file)
        assert says in errors(response)["attachment"], file.name
        assert response.context["form"]["text"].value() == "Se bilagan."
    form = browsers.form(browsers.stay.nurse, TELL)
    assert form["text"].value() == "Se bilagan."
    with acting(browsers.stay.nurse):
        assert Attachment.objects.count() == 0


def test_a_file_is_asked_for_again_when_something_else_is_wrong(browsers: Browsers) -> None:
    response = send(browsers, chosen(), text="")
    assert errors(response)["attachment"] == "Välj filen igen. Webbläsaren behåller den inte."
    assert errors(response).keys() == {"text", "attachment"}


def test_a_file_has_a_name_and_no_path(browsers: Browsers) -> None:
    send(browsers, chosen("..\\..\\etc\\lista.pdf"))
    with acting(browsers.stay.nurse):
        assert Attachment.objects.get().name == "lista.pdf"


def test_for_a_protected_identity_the_name_is_hidden() -> None:
    person = people.person(protected_identity=True, given_name="Hemlig")
    browsers = Browsers(new_stay(person=person))
    browsers.stay.consent("planning")
    send(browsers, chosen("Hemlig Ek.pdf"))
    page = browsers.of(browsers.stay.officer).get(case_address(browsers.stay))
    assert "Bilaga</a>" in page.text
    assert "Hemlig" not in page.text


def test_a_correction_keeps_the_file_or_brings_another(browsers: Browsers) -> None:
    stay = browsers.stay
    send(browsers, chosen("ett.pdf"))
    with acting(stay.nurse):
        message = Attachment.objects.get().message_id
    where = reverse("discharge:correct", args=[stay.case.pk, message])
    for file, names in ((None, ["ett.pdf"]), (chosen("två.pdf"), ["ett.pdf", "två.pdf"])):
        form = browsers.of(stay.nurse).get(where).context["form"]
        sent = browsers.of(stay.nurse).post(where, filled_in(form, text="Rättad", attachment=file))
        assert sent.status_code == 302, sent.context["form"].errors
        with acting(stay.nurse):
            assert list(Attachment.objects.order_by("pk").values_list("name", flat=True)) == names


def test_e6_a_correction_says_that_the_file_follows_and_drops_it_only_when_asked(browsers: Browsers) -> None:
    """Fault E6: the box is ticked, the corrected message shows the file, and so does the next correction."""
    stay = browsers.stay
    send(browsers, chosen("ett.pdf"))
    with acting(stay.nurse):
        message = Attachment.objects.get().message_id
    where, nurse = reverse("discharge:correct", args=[stay.case.pk, message]), browsers.of(stay.nurse)

    def files_after(**typed: Any) -> list[list[str]]:
        page = nurse.get(where)
        assert "Bilagan följer med (PDF, 1 kB)" in page.text
        form = page.context["form"]
        assert form["keep_attachment"].value() is True
        sent = nurse.post(where, filled_in(form, text="Rättad", attachment=None, **typed))
        assert sent.status_code == 302, sent.context["form"].errors
        thread = browsers.of(stay.officer).get(case_address(stay)).context["words"].threads
        said = [thread[0].first, *thread[0].answers, *(one.first for one in thread[1:])]
        return [[file.name for file in words.attachments] for words in said]

    assert files_after(keep_attachment="on") == [["ett.pdf"], ["ett.pdf"]]
    assert files_after(keep_attachment="on") == [["ett.pdf"]] * 3
    assert files_after(keep_attachment="") == [["ett.pdf"]] * 3 + [[]]
    assert "keep_attachment" not in nurse.get(where).context["form"].fields


def test_a_file_is_never_a_fact() -> None:
    """Row-level security finds the message's file in its content; the fold has no use for it."""
    fields = [field for message_type in MESSAGE_TYPES.values() for field in message_type.fields]
    assert not any(field.fact for field in fields if field.kind is Kind.FILE)


# --- the API ---------------------------------------------------------------------------------------


def api(browsers: Browsers, **values: Any) -> Any:
    stay = browsers.stay
    body = {"submission": str(uuid4()), "category": "medication", "text": "Se bilagan."}
    path = f"/api/cases/{stay.case.pk}/messages/{TELL}/"
    return client_as(stay.nurse).post(path, body | {"to": [str(stay.officer.unit_id)]} | values)


def test_a_system_sends_and_fetches_a_file(browsers: Browsers) -> None:
    stay, data = browsers.stay, files.picture("JPEG")
    sent = api(browsers, attachment=SimpleUploadedFile("foto.jpg", data))
    assert sent.status_code == 201, sent.json()
    [file] = sent.json()["attachments"]
    assert file == {"id": file["id"], "name": "foto.jpg", "media_type": "image/jpeg", "size": len(data)}
    assert sent.json()["values"]["attachment"] == file["id"]
    got = client_as(stay.officer).get(f"/api/cases/{stay.case.pk}/attachments/{file['id']}/")
    assert (got.content, got.headers["X-Content-Type-Options"]) == (data, "nosniff")
    assert got.headers["Content-Disposition"].startswith("attachment;")


def test_a_system_is_told_what_is_wrong(browsers: Browsers) -> None:
    for file, says in (
        (SimpleUploadedFile("a.pdf", b"MZ"), "typ som inte kan skickas"),
        (SimpleUploadedFile("a.pdf", files.pdf(OpenAction="JavaScript")), "skript"),
        ("ingen fil", "fil"),
    ):
        response = api(browsers, attachment=file)
        assert response.status_code == 400
        assert says in response.json()["problems"]["attachment"]
    assert api(browsers, to=[]).json()["problems"].keys() == {"to"}
    nowhere = f"/api/cases/{browsers.stay.case.pk}/attachments/{uuid4()}/"
    assert client_as(browsers.stay.nurse).get(nowhere).status_code == 404
