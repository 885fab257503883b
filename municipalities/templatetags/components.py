"""Form inputs with the design system's classes, so that forms say nothing about looks."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString

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


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is several inputs under one legend."""
    return field.widget_type in ("radioselect", "checkboxselectmultiple")
