"""Form inputs with the design system's classes, so that forms say nothing about looks."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString

from municipalities.door.escaping import escaped

register = template.Library()


@register.filter
def ds_input(field: BoundField) -> SafeString:
    return field.as_widget(attrs={"class": "ds-input", **field.field.widget.attrs})


@register.filter
def choice_input(choice: BoundWidget) -> SafeString:
    """One radio button or checkbox of a group, without the label that Django wraps around it."""
    choice.data["wrap_label"] = False
    choice.data["attrs"]["class"] = "ds-input"
    return choice.tag()


@register.simple_tag
def form_field(field: BoundField, suggested: bool = False) -> SafeString:
    """One form field: label, help, input and error together; `suggested` where the value is a proposal.

    Django gives the input its aria-describedby and aria-invalid; the ids here are the ones it refers to.
    """
    if field.is_hidden:
        return SafeString(field)
    if field.widget_type in _GROUPS:
        inputs = "".join(map(_choice_html, field))
        return SafeString(_fieldset_html(field, inputs, suggested))
    if field.widget_type == "rows":
        return SafeString(_fieldset_html(field, str(field), suggested))
    is_box, of = field.widget_type == "checkbox", escaped(field.id_for_label)
    box, line = (ds_input(field), "") if is_box else ("", ds_input(field))
    label = (
        f'<label class="ds-label" for="{of}">{escaped(field.label)}{_marks_html(field, suggested)}</label>'
    )
    help_html = _help_html(field)
    return SafeString(f'<div class="ds-field">{box}{label}{help_html}{line}{_errors_html(field)}</div>')


#: Several inputs under one legend.
_GROUPS = ("radioselect", "checkboxselectmultiple")


def _choice_html(choice: BoundWidget) -> str:
    of, label = escaped(choice.id_for_label), escaped(choice.choice_label)
    label_html = f'<label class="ds-label" for="{of}">{label}</label>'
    return f'<div class="ds-field">{choice_input(choice)}{label_html}</div>\n'


def _fieldset_html(field: BoundField, inputs: str, suggested: bool) -> str:
    described = field.aria_describedby
    by = f' aria-describedby="{escaped(described)}"' if described else ""
    legend = f'<legend class="ds-label">{escaped(field.label)}{_marks_html(field, suggested)}</legend>'
    inside = f"{legend}{_help_html(field)}{_errors_html(field)}{inputs}"
    return f'<fieldset class="ds-fieldset" id="{escaped(field.auto_id)}"{by}>{inside}</fieldset>'


def _marks_html(field: BoundField, suggested: bool) -> str:
    is_asked = field.field.required or getattr(field.field, "unmarked", False)
    said = "" if is_asked or field.widget_type == "checkbox" else _OPTIONAL
    return said + _SUGGESTED if suggested else said


_OPTIONAL = ' <span class="field-mark">(frivilligt)</span>'
_SUGGESTED = ' <span class="field-mark field-suggested">förifyllt</span>'


def _help_html(field: BoundField) -> str:
    if not field.help_text:
        return ""
    of = f"{escaped(field.auto_id)}_helptext"
    return f'<p data-field="description" id="{of}">{escaped(field.help_text)}</p>'


def _errors_html(field: BoundField) -> str:
    if not field.errors:
        return ""
    said = "".join(
        f'<p class="ds-validation-message" data-field="validation">{escaped(error)}</p>'
        for error in field.errors
    )
    return f'<div id="{escaped(field.auto_id)}_error">{said}</div>'
