"""A log reviewer's day: draws last week's readings, judges one, and hands a person the person's own log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from municipalities.models import LogReview
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_log_reviewer_draws_judges_and_hands_out(log_in: Callable[[str], Session]) -> None:
    stay = Stay()
    number = stay.person.number.value
    nurse = log_in("somatik")
    nurse.open(reverse("discharge:case", args=[stay.case.pk]))
    nurse.sees("Bo Ek")

    lovisa = log_in("logg")
    lovisa.sees(stay.case.reference)
    lovisa.sees("Anna Åkesson")
    lovisa.does_not_see("Bo Ek")
    assert lovisa.violations() == []
    lovisa.press("Granskning")
    lovisa.sees("slumpmässigt ur perioden")
    lovisa.press("Välj ut läsningar")
    lovisa.sees("Läsningarna är utvalda.")
    lovisa.sees("Inte granskad")
    assert lovisa.violations() == []

    lovisa.page.get_by_role("region", name="Läsningar").get_by_role("link").first.click()
    lovisa.choose("Behöver utredas")
    lovisa.write("Vad har du granskat?", "Schemat för dagen.")
    lovisa.press("Spara granskningen")
    lovisa.sees("Skriv vad som görs")
    assert lovisa.violations() == []
    lovisa.write("Åtgärd", "Vårdenhetschefen frågar.")
    lovisa.press("Spara granskningen")
    lovisa.sees("Granskningen är dokumenterad.")
    lovisa.sees("Vårdenhetschefen frågar.")
    assert LogReview.objects.count() == 0, "nobody else than the reviewer reads it"

    lovisa.press("En persons logg")
    lovisa.write("Personnummer", number)
    lovisa.choose("Personen har begärt sin logg")
    lovisa.press("Visa läsningarna")
    lovisa.sees("Läsningar vid Region Stockholm")
    lovisa.sees("Öppnade ärende")
    assert number not in lovisa.page.url
    assert lovisa.violations() == []
    assert printed(lovisa).startswith(b"%PDF-")


def printed(reviewer: Session) -> bytes:
    """What the button is answered with: asked for beside the page, since Chromium here shows no PDF."""
    form = reviewer.page.locator(
        "form", has=reviewer.page.get_by_role("button", name="Skriv ut personens logg")
    )
    fields: dict[str, str | float | bool] = {
        str(each.get_attribute("name")): each.input_value() for each in form.locator("input").all()
    }
    answer = reviewer.page.request.post(
        str(form.get_attribute("action")), form=fields, headers={"Referer": reviewer.page.url}
    )
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
