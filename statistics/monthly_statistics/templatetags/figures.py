"""Figures in a table, where a page has hundreds of them: made without a template's parts for each."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from monthly_statistics.figures.report import Row, RowKind, Value

register = template.Library()

_VALUE = """
  <td class="number figures-days">{0}{own}</td>
  <td class="number">{1}</td>
  <td class="number">{2}</td>
"""
_OWN = SafeString('<abbr class="figures-own" title="Dold för andra">*</abbr>')
_REST = """
  <td class="number figures-days">–</td><td class="number">–</td><td class="number">–</td>
"""
_WITHHELD = """
  <td class="figures-withheld figures-days" colspan="3">dold</td>
"""


@register.simple_tag
def own_mark(of: Value) -> SafeString:
    """Beside a figure that nobody sees but who reads the area's own."""
    return SafeString("") if of.is_released else _OWN


@register.simple_tag
def value_cells(row: Row) -> SafeString:
    """The cells of a row's values: numbers and our own words, nothing that anybody has written."""
    missing = _REST if row.kind is RowKind.REST else _WITHHELD
    cells = [
        _VALUE.format(*value.in_words, own=own_mark(value)) if value else missing for value in row.values
    ]
    return SafeString("".join(cells))
