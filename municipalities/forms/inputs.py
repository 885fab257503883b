"""Django's own inputs, printed by functions: the same text as its templates, of which an input takes three.

They were most of what a form cost, and a choice among all municipalities is some 300 of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize

from municipalities.door.escaping import escaped

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """What has no function here is drawn by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else str(super().render(template_name, context, request))


def _attributes(widget: Widget) -> str:
    said = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in said
    )


def input_html(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{escaped(value)}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget)}>'


def choice_html(widget: Widget) -> str:
    """One radio button or box of a group, in its label where that is asked for."""
    if not widget["wrap_label"]:
        return input_html(widget)
    said = escaped(widget["attrs"].get("id") or "")
    of = f' for="{said}"' if said else ""
    return f"<label{of}>{input_html(widget)}\n {_label(widget)}</label>"


def textarea_html(widget: Widget) -> str:
    value = escaped(widget["value"] or "")
    return f'<textarea name="{escaped(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def select_html(widget: Widget) -> str:
    parts = [f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        parts += [f'\n  <optgroup label="{escaped(localize(group))}">'] if group else []
        for option in options:
            value = escaped(option["value"])
            parts += [f'\n  <option value="{value}"{_attributes(option)}>{_label(option)}</option>\n']
        parts += ["\n  </optgroup>"] if group else []
    return "".join([*parts, "\n</select>"])


def _label(widget: Widget) -> str:
    return escaped(localize(widget["label"]))


_INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "checkbox",
    "file",
)
_DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for names, draw in (
        (_INPUTS, input_html),
        (("radio_option", "checkbox_option"), choice_html),
        (("textarea",), textarea_html),
        (("select",), select_html),
    )
    for name in names
}
