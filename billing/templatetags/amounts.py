"""What a row of days comes to, printed by a function: a page has hundreds of them."""

from __future__ import annotations

from typing import Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


class Amount(Protocol):
    """`amount` is a word where a rate is missing."""

    @property
    def amount(self) -> str: ...

    @property
    def rate_notes(self) -> list[str]: ...


@register.simple_tag
def amount(of: Amount) -> SafeString:
    """The kronor; after them, what is to be known of the daily rates behind them."""
    notes = format_html_join(
        "", ' <span class="billing-note">({})</span>', ((note,) for note in of.rate_notes)
    )
    return format_html("{}{}", of.amount, notes)
