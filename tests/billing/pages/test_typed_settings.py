"""Every form of settings, people and billing reads whatever is typed, or refuses it at its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from billing.forms import AgreementForm, CorrectionForm, EndForm, NewTermsForm, RateCorrectionForm, RateForm
from billing.forms.what_if import WhatIfForm
from discharge.forms.log.access_log import LogFilterForm, PeriodForm, PersonLogForm, ReviewForm
from discharge.forms.reason import OpenBlockForm, ReasonForm
from municipalities.door import texts
from municipalities.forms import people as people_forms
from municipalities.forms import units as unit_forms
from municipalities.models import Unit
from tests.factories import people
from tests.factories.typed import TRIED, is_right

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
MONTHS = [("2026-10", "Oktober")]
SEEN = ("nul", "control", "half a character")


def invite(data: QueryDict) -> people_forms.InviteForm:
    return people_forms.InviteForm(
        Unit.objects.all(), data, address="/anvandare/bjud-in/", of_organisations=()
    )


FORMS: dict[str, Callable[[QueryDict], Any]] = {
    "contact": lambda data: unit_forms.ContactForm(people.unit("Akutgeriatrik 12"), TODAY, data),
    "area": lambda data: unit_forms.AreaForm(people.unit("Akutgeriatrik 12"), TODAY, data),
    "end of an area": unit_forms.LastDayForm,
    "export": unit_forms.ExportForm,
    "person": people_forms.PersonForm,
    "invitation": invite,
    "end of an assignment": people_forms.EndForm,
    "review": lambda data: people_forms.ReviewForm(["1"], data),
    "rate": RateForm,
    "rate corrected": RateCorrectionForm,
    "terms": NewTermsForm,
    "terms corrected": CorrectionForm,
    "end of terms": EndForm,
    "agreement": AgreementForm,
    "what if": lambda data: WhatIfForm(
        data, months=[("2026-10", "Oktober")], municipalities=[("0180", "Stockholm")]
    ),
    "log filter": lambda data: LogFilterForm(TODAY, Unit.objects.all(), data),
    "period": lambda data: PeriodForm(TODAY, data),
    "reason": ReasonForm,
    "block": OpenBlockForm,
}


@pytest.mark.parametrize("name", FORMS)
def test_c8_every_field_of_every_form_of_settings(name: str) -> None:
    make = FORMS[name]
    for field in make(QueryDict("x=y")).fields:
        for what, (value, _) in TRIED.items():
            data = QueryDict(mutable=True)
            data[field] = value
            form = make(data)
            form.is_valid()
            assert field in form.errors or is_right(form.cleaned_data.get(field)), (field, what)
            if what in ("nul", "control", "half a character") and form[field].data not in (
                None,
                False,
                [],
                True,
            ):
                assert form.errors[field] == [texts.REFUSAL], (field, what)


def test_c3_an_hsa_id_is_read_as_it_is_pasted() -> None:
    data = QueryDict(mutable=True)
    data.update({"hsa_id": " ＳＥ2321000016\u2011AB12\u200b", "given_name": "A\u030asa"})
    form = invite(data)
    form.is_valid()
    assert (form.cleaned_data["hsa_id"], form.cleaned_data["given_name"]) == ("SE2321000016-AB12", "Åsa")


def test_c3_a_telephone_number_is_read_as_it_is_pasted() -> None:
    data = QueryDict(mutable=True)
    data["phone"] = "０８\u2012123\u00a045\u200e 00"
    form = unit_forms.ContactForm(people.unit("Akutgeriatrik 12"), TODAY, data)
    form.is_valid()
    assert form.cleaned_data["phone"] == "08-123 45 00"


def test_c8_a_persons_log_is_asked_for_by_a_number() -> None:
    for value, _ in TRIED.values():
        form = PersonLogForm(timezone.now(), {"number": value, "reason": value})
        assert form.errors.keys() >= {"number", "reason"}


def test_c8_a_review_takes_no_such_text() -> None:
    assert texts.REFUSAL in str(ReviewForm(QueryDict("looked_at=a%00b&finding=%00")).errors)
