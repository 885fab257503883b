"""Inputs that a function prints read as Django's own templates print them, and so do pictures and tags."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template

from discharge.presenters.states import LATE
from municipalities.forms import inputs

STRANGE = "\"Åsa\" & <b>'s'</b>"
CHOICES = [("", "Välj"), ("Län", [("01", STRANGE), ("02", "Täby")]), ("03", "Övriga")]


class Every(forms.Form):
    text = forms.CharField(widget=forms.TextInput(attrs={"class": "ds-input", "title": STRANGE}))
    empty = forms.CharField(required=False)
    number = forms.IntegerField(min_value=1)
    email = forms.EmailField()
    secret = forms.CharField(widget=forms.PasswordInput(render_value=True))
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput(attrs={"autofocus": True, "hidden": False}))
    at = forms.DateTimeField()
    ticked = forms.BooleanField()
    unticked = forms.BooleanField(required=False)
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    nothing = forms.CharField(widget=forms.Textarea, required=False)
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".pdf"}))
    one = forms.ChoiceField(choices=CHOICES)
    several = forms.MultipleChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


TYPED: dict[str, Any] = {
    "text": STRANGE,
    "number": 12000,
    "email": "a@b.se",
    "secret": STRANGE,
    "hidden": "11111111-1111-1111-1111-111111111111",
    "day": date(2026, 3, 16),
    "at": datetime(2026, 3, 16, 9, 0),  # noqa: DTZ001 - as it was typed
    "ticked": True,
    "long": f"{STRANGE}\n\nEn rad till",
    "one": "01",
    "several": ["01", "03"],
    "radio": "02",
    "boxes": ["02"],
}


@pytest.mark.parametrize("name", list(Every.base_fields))
def test_an_input_reads_as_by_its_template(name: str) -> None:
    ours, djangos = (Every(initial=TYPED, renderer=each()) for each in (inputs.Renderer, DjangoTemplates))
    assert str(ours[name]) == str(djangos[name])
    assert [choice.tag() for choice in ours[name]] == [choice.tag() for choice in djangos[name]]
    labelled = [choice.tag(wrap_label=True) for choice in ours[name]]
    assert labelled == [choice.tag(wrap_label=True) for choice in djangos[name]]


def test_the_site_prints_inputs_so() -> None:
    assert isinstance(forms.Form().renderer, inputs.Renderer)


def test_a_tag_is_its_colour_its_picture_and_its_word() -> None:
    printed = Template("{% tag of %}").render(Context({"of": LATE}))
    assert 'data-color="danger"' in printed
    assert Template("{% icon 'late' %}").render(Context()) in printed
    assert printed.endswith("Försenat</span>\n")
