"""How names, written texts, states and addresses are printed. In every template: nothing has to be loaded.

What stands in each row of a page is printed by a function: a template of its own for each cell costs more
than all else in the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Protocol
from uuid import UUID

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from municipalities.door import texts
from municipalities.door.addresses import address
from municipalities.door.escaping import escaped
from municipalities.units.parties import NOTHING_TO_DO

register = template.Library()
_ADDRESS = re.compile(r"https?://[^\s<>\"”»]+")
#: What ends a sentence or a bracket, not an address.
_AFTER = ".,;:!?)]}'’"


@register.simple_tag
def name(of: str, *, plain: bool = False) -> str:
    """A name whose direction turns nothing around it: the age after an Arabic name stays after it.

    `plain` in a title or an attribute, where no element can stand.
    """
    return texts.isolate_direction(of) if plain else SafeString(f"<bdi>{escaped(of)}</bdi>")


class Tag(Protocol):
    """A state: colour (a data-color), icon and word together."""

    @property
    def colour(self) -> str: ...

    @property
    def icon(self) -> str: ...

    @property
    def word(self) -> str: ...


@register.simple_tag
@cache
def icon(of: str) -> SafeString:
    """A picture of the sprite, which says nothing that does not stand in words beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>\n',
        static("icons.svg"),
        of,
    )


@register.simple_tag
def tag(of: Tag) -> SafeString:
    """A state as a small label."""
    return tag_html(of.colour, of.icon, of.word)


# A page says the same few states in row after row.
@lru_cache(maxsize=500)
def tag_html(colour: str, picture: str, word: str) -> SafeString:
    said = '\n<span class="ds-tag" data-color="{}">{}{}</span>\n'
    return format_html(said, colour, icon(picture), word)


class Standing(Tag, Protocol):
    """A party's state: `label` says which party, `title` its unit and who has the case there."""

    @property
    def label(self) -> str: ...

    @property
    def title(self) -> str: ...


@register.simple_tag
def party(of: Standing, *, word_only: bool = False) -> SafeString:
    """Who, and what is done or waited for; `word_only` where the unit stands beside."""
    title = f' title="{escaped(of.title)}"' if of.title else ""
    inside = standing_html(of.icon, "" if word_only else f"{of.label} ", of.word)
    colour = escaped(of.colour)
    return SafeString(f'\n<span class="party-state" data-color="{colour}"{title}>{inside}</span>\n')


@lru_cache(maxsize=500)
def standing_html(picture: str, who: str, word: str) -> SafeString:
    """The picture and the words; `who` is empty where only the word is said."""
    said = format_html("<b>{}</b>", word) if word else "" if who else NOTHING_TO_DO
    return format_html("{}<span>{}{}</span>", icon(picture), who, said)


@register.simple_tag
def facts(said: Iterable[tuple[str, str]]) -> SafeString:
    """The inside of a list of facts: each label with what was written, its lines and links as they were."""
    shown = [f"<dt>{escape(label)}</dt><dd>{linebreaksbr(linked(text))}</dd>" for label, text in said]
    return SafeString("".join(shown))


@register.filter
def linked(text: str) -> SafeString:
    """What somebody has written, with its web addresses as links."""
    if "://" not in str(text):
        return escape(str(text))
    parts, end = [], 0
    for found in _ADDRESS.finditer(str(text)):
        address = found[0].rstrip(_AFTER)
        link = format_html('<a href="{}" rel="noreferrer">{}</a>', address, address)
        parts += [escape(text[end : found.start()]), link]
        end = found.start() + len(address)
    return SafeString("".join([*parts, escape(str(text)[end:])]))


class AddressNode(defaulttags.URLNode):
    """Django's `url`, where ids and plain names stand in the address: worked out once, not at each place."""

    def render(self, context: template.Context) -> str:
        ids = [each.resolve(context) for each in self.args]
        if self.kwargs or not all(isinstance(each, UUID) or _is_plain(each) for each in ids):
            return super().render(context)
        where = address(self.view_name.resolve(context), *ids)
        if not self.asvar:
            return where
        context[self.asvar] = where
        return ""


def _is_plain(text: object) -> bool:
    """Whether it stands in an address as it is."""
    return isinstance(text, str) and text.isascii() and text.isidentifier()


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """In place of Django's, in every template."""
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
