"""Every way in goes through the one door: forms, serializers, queries, cookies, JSON bodies."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from rest_framework import serializers

from discharge.forms.log.access_log import LogFilterForm
from municipalities.door import limits, texts
from municipalities.door.forms import Door, Form, NameField, postal_code
from municipalities.door.middleware import DoorMiddleware
from municipalities.door.serializers import Serializer
from municipalities.forms.logins import AppForm, CodeForm
from municipalities.forms.people import InviteForm
from municipalities.forms.units import AreaForm

APPS = ("municipalities", "discharge", "billing", "monthly_statistics", "vardovergang")
#: What begins to work when it is imported.
NO_FORMS = re.compile(r"\.(management|migrations|demonstration|wsgi|bench|servers|embedded|commands)(\.|$)")


def _subclasses(base: type) -> Iterator[type]:
    below: list[type] = base.__subclasses__()
    for found in below:
        yield found
        yield from _subclasses(found)


def ours(base: type) -> list[type]:
    """Every class of ours below this one, in every module there is."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not NO_FORMS.search(module.name):
                importlib.import_module(module.name)
    return [found for found in _subclasses(base) if found.__module__.split(".")[0] in APPS]


def test_c8_no_form_forgets_the_door() -> None:
    found: list[type] = ours(forms.BaseForm)
    assert len(found) > 25
    assert [form for form in found if not issubclass(form, Door)] == []


def test_c8_no_serializer_forgets_the_door() -> None:
    found = ours(serializers.BaseSerializer)
    assert len(found) > 15
    assert [one for one in found if not issubclass(one, Serializer)] == []


def test_c8_the_door_stands_before_all_that_reads() -> None:
    order = settings.MIDDLEWARE
    door = order.index("municipalities.door.middleware.DoorMiddleware")
    for reader in ("sessions.middleware.SessionMiddleware", "csrf.CsrfViewMiddleware", "gate.GateMiddleware"):
        assert door < next(place for place, name in enumerate(order) if name.endswith(reader))
    assert settings.REST_FRAMEWORK["DEFAULT_PARSER_CLASSES"] == ["municipalities.door.parsers.JSONParser"]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == limits.BODY_BYTES


def _through(request: Any) -> Any:
    seen: list[Any] = []

    def view(request: Any) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    answer = DoorMiddleware(view)(request)
    return seen[0] if seen else answer


def test_c8_queries_forms_and_cookies_are_let_in() -> None:
    factory = RequestFactory()
    factory.cookies["session"] = "x"
    request = factory.post("/?q=A%CC%8Asa%00", {"name": ["Bo\0", "\u202eEk"], "na\0me": "x"})
    request.COOKIES["session"] = "\0abc"
    seen = _through(request)
    assert seen.GET["q"] == "Åsa\ufffd"
    assert seen.POST.getlist("name") == ["Bo\ufffd", "Ek"]
    assert seen.POST["na\ufffdme"] == "x"
    assert seen.COOKIES["session"] == "\ufffdabc"


def test_h10_a_form_too_large_is_refused_in_words() -> None:
    answer = _through(
        RequestFactory().post(
            "/", {"text": "x" * (limits.BODY_BYTES + 1)}, "application/x-www-form-urlencoded"
        )
    )
    assert answer.status_code in (400, 413)


class TryForm(Form):
    name = forms.CharField(error_messages={"required": "Skriv namnet."})
    many = forms.MultipleChoiceField(choices=[("a", "A")], required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("data", [{"name": "Bo\0"}, QueryDict("name=Bo%00")])
def test_c8_a_form_refuses_at_the_field_and_keeps_what_was_typed(data: Any) -> None:
    form = TryForm(data)
    assert form.errors == {"name": [texts.REFUSAL]}
    assert form["name"].value() == "Bo\ufffd"


def test_c8_whatever_the_field() -> None:
    form = TryForm({"name": "Bo", "many": ["a\0"], "hidden": "\x1f"})
    assert form.errors == {"many": [texts.REFUSAL], "__all__": [texts.REFUSAL]}


def test_c5_a_required_text_shows_something() -> None:
    assert TryForm({"name": "\u200b\u3164"}).errors["name"] == ["Skriv namnet."]


def test_c7_a_form_reads_nfc() -> None:
    form = TryForm({"name": "A\u030asa"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Åsa"


def test_i9_every_number_and_day_is_read_as_it_is_pasted() -> None:
    """Django's own fields for them know no NBSP, no "kr" and no full-width digits."""
    plain = (forms.IntegerField, forms.DecimalField, forms.FloatField, forms.DateField, forms.DateTimeField)
    found = {
        f"{form.__qualname__}.{name}"
        for form in ours(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field) in plain
    }
    assert found == set()


def test_no_field_lets_the_browser_cut_a_paste_off() -> None:
    """What is too long is said, with both lengths: a browser drops the end of it in silence."""
    fields = {
        f"{form.__qualname__}.{name}": field
        for form in ours(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if form.__module__.partition(".")[0] in APPS
    }
    cut = {where for where, field in fields.items() if {"maxlength", "minlength"} & field.widget.attrs.keys()}
    assert cut == set()
    field = NameField(max_length=5)
    assert field.clean("  Åsa  \n") == "Åsa"
    with pytest.raises(ValidationError, match=r"Högst 5 tecken\. Texten har 6\."):
        field.clean("Åsa Ek")


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        (postal_code(), "１６３\u00a0６４", "16364"),
        (AreaForm.base_fields["postal_prefix"], "１6‑３", "163"),
        (InviteForm.base_fields["hsa_id"], "ＳＥ2321000016–ＡＢ1２", "SE2321000016-AB12"),
        (LogFilterForm.base_fields["reference"], " S9PFE－63QWX ", "S9PFE-63QWX"),
        (CodeForm.base_fields["code"], "１２３ ４５６", "123456"),
        (AppForm.base_fields["code"], "123\u2009456", "123456"),
    ],
)
def test_what_is_looked_up_by_is_read_as_it_is_pasted(field: forms.Field, typed: str, read: str) -> None:
    """A full-width digit is a digit in each of them, and no space or dash hides a match."""
    assert field.clean(typed) == read
