"""A form field, printed by a function: what stands in it, and that nothing in it is taken for HTML."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from municipalities.door.escaping import escaped
from municipalities.templatetags.components import form_field

SHARP = "<b a='1'>\"&</b>"


class Sample(forms.Form):
    line = forms.CharField(label=SHARP, help_text=SHARP)
    box = forms.BooleanField(label="Kryss", required=False)
    one = forms.ChoiceField(
        label="En",
        choices=[("a", SHARP), ("b", "B")],
        widget=forms.RadioSelect,
        required=False,
        help_text="Välj",
    )
    kept = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize("value", ["Bo Ek", "", SHARP, mark_safe(SHARP), 12, None, "å & ä", "a'b"])
def test_it_is_escaped_as_django_does(value: Any) -> None:
    assert escaped(value) == conditional_escape(value)


def test_a_line_has_its_label_help_and_error_and_they_are_named_by_it() -> None:
    field = Sample(QueryDict())["line"]
    said = form_field(field)
    assert said.startswith('<div class="ds-field"><label class="ds-label" for="id_line">&lt;b a=')
    assert '<p data-field="description" id="id_line_helptext">&lt;b' in said
    assert '<div id="id_line_error"><p class="ds-validation-message" data-field="validation">' in said
    assert 'aria-describedby="id_line_helptext id_line_error"' in said
    assert "<b " not in said
    assert "frivilligt" not in said


def test_what_may_be_left_out_and_what_is_proposed_is_marked() -> None:
    form = Sample()
    optional, box, proposed = form_field(form["one"]), form_field(form["box"]), form_field(form["line"], True)
    assert ("(frivilligt)" in optional, "(frivilligt)" in box) == (True, False)
    assert ("förifyllt" in proposed, "förifyllt" in optional) == (True, False)


def test_a_box_stands_before_its_label() -> None:
    said = form_field(Sample()["box"])
    assert 0 < said.index("<input") < said.index("<label")


def test_several_inputs_stand_under_one_legend() -> None:
    said = form_field(Sample()["one"])
    assert said.startswith(
        '<fieldset class="ds-fieldset" id="id_one" aria-describedby="id_one_helptext"><legend'
    )
    assert said.count('<div class="ds-field"><input type="radio"') == 2
    assert '<label class="ds-label" for="id_one_0">&lt;b' in said


def test_what_is_hidden_is_nothing_but_its_input() -> None:
    assert form_field(Sample()["kept"]) == str(Sample()["kept"])


def test_the_template_prints_the_same() -> None:
    field = Sample()["line"]
    page = engines["django"].from_string('{% include "components/field.html" %}')
    assert page.render({"field": field}).strip() == form_field(field)
    assert page.render({"field": field, "suggested": True}).strip() == form_field(field, True)
