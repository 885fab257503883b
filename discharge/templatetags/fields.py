"""The fields of a form of the process table, in a row or two: forty of them, which templates print slowly."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from discharge.forms.table import Shown
from municipalities.door.escaping import escaped
from municipalities.templatetags.components import form_field

register = template.Library()


@register.simple_tag
def form_fields(fields: Iterable[Shown]) -> SafeString:
    """Each field in its place. One that only some answers ask for is hidden until then, where there is
    JavaScript; without it says what asks for it."""
    return SafeString("\n".join(map(_placed_html, fields)))


def _placed_html(shown: Shown) -> str:
    half, asked, note = " data-half" if shown.is_half else "", "", ""
    if shown.asked_by:
        asked = f' data-asked-by="{escaped(shown.asked_by)}" data-answers="{escaped(shown.answers)}"'
        note = f'<noscript><p class="quiet">{escaped(shown.asked_if)}</p></noscript>'
    field = form_field(shown.bound, shown.suggested)
    return f'<div data-name="{escaped(shown.bound.name)}"{half}{asked}>{note}{field}</div>'
