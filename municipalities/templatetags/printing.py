"""How names and written texts are printed. A library of every template: nothing has to be loaded."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from municipalities.door import texts

register = template.Library()
_ADDRESS = re.compile(r"https?://[^\s<>\"”»]+")
#: What ends a sentence or a bracket, not an address.
_AFTER = ".,;:!?)]}'’"


@register.simple_tag
def name(of: str, *, plain: bool = False) -> str:
    """A name whose direction turns nothing around it: the age after an Arabic name stays after it.

    `plain` in a title or an attribute, where no element can stand.
    """
    return texts.isolate_direction(of) if plain else format_html("<bdi>{}</bdi>", of)


@register.filter
def linked(text: str) -> SafeString:
    """What somebody has written, with its web addresses as links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(str(text)):
        address = found[0].rstrip(_AFTER)
        link = format_html('<a href="{}" rel="noreferrer">{}</a>', address, address)
        parts += [escape(text[end : found.start()]), link]
        end = found.start() + len(address)
    return SafeString("".join([*parts, escape(str(text)[end:])]))
