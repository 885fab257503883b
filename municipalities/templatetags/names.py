"""How a person's name is printed, everywhere. A library of every template: nothing has to be loaded."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from municipalities.door import texts

register = template.Library()


@register.simple_tag
def name(of: str, *, plain: bool = False) -> str:
    """A name whose direction turns nothing around it: the age after an Arabic name stays after it.

    `plain` in a title or an attribute, where no element can stand.
    """
    return texts.isolated(of) if plain else format_html("<bdi>{}</bdi>", of)
