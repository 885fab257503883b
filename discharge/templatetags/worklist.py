"""The work list's rows, printed without a template's parts for each of a thousand cells.

What a row says is made by its presenter; here each value is escaped and put between the elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from discharge.presenters.lists.worklist import Row
from municipalities.door.addresses import address
from municipalities.door.escaping import escaped
from municipalities.templatetags.printing import name, parties, tag
from municipalities.templatetags.times import day, deadline, moment

register = template.Library()

_ROW = """
<tr role="row" data-opens data-edge="{colour}">
  <td role="cell" class="row-state">{state}</td>
  <th role="rowheader" scope="row" class="row-person">
    <a id="case-{case}" href="{url}">{person}</a>{beside}
    {protected}
  </th>
  <td role="cell" data-label="{place_label}">{place}</td>
  <td role="cell" data-label="{when_label}">
    {when}
  </td>
  <td role="cell" data-label="Steg">{step}</td>
  <td role="cell" data-label="Parter"><span class="parties">{parties}</span></td>
  <td role="cell" data-label="Nästa">{next}</td>
  <td role="cell" data-label="Utskr.klar" class="number">{ready_days}</td>
  <td role="cell" data-label="Fristdagar kvar" class="number">{free_days}</td>
  <td role="cell" class="row-action no-print">
    {action}
  </td>
</tr>
"""
_ACKNOWLEDGE = """
      <form method="post" action="{url}" hx-post="{url}" hx-swap="none">
        <input type="hidden" name="csrfmiddlewaretoken" value="{token}">
        <input type="hidden" name="next" value="{here}">
        <button type="submit" class="ds-button small" data-variant="secondary">Kvittera{what}</button>
      </form>
    """
_NONE = '<span class="quiet">–</span>'
_UNKNOWN = '<span aria-hidden="true">?</span><span class="ds-sr-only">okänt</span>'


@register.simple_tag(takes_context=True)
def worklist_rows(context: template.RequestContext, rows: Iterable[Row], now: datetime) -> SafeString:
    """All rows. Takes the list's `is_ward` and its address, `here`."""
    token, here = get_token(context["request"]), escaped(context["here"])
    place_label = "Kommun/stadsdel" if context["is_ward"] else "Enhet"
    return SafeString("".join(row_html(row, now, place_label, escaped(token), here) for row in rows))


def row_html(row: Row, now: datetime, place_label: str, token: str, here: str) -> str:
    person = name(row.person.name)
    return _ROW.format(
        colour=escaped(row.state.colour),
        state=tag(row.state),
        case=row.case.pk,
        url=escaped(row.url),
        person=person,
        beside=("" if row.person.age is None else f", {row.person.age}")
        + _sub(f"förut {name(row.person.formerly)}" if row.person.formerly else ""),
        protected=_sub(escaped(row.case.reference) if row.person.protected else ""),
        place_label=place_label,
        place=place_html(row),
        when_label="Avslutat" if row.ended else "Beräknad utskrivning",
        when=when_html(row, now),
        step=step_html(row),
        parties=parties(row.parties),
        next=next_html(row, now),
        ready_days=_days(row.ready_days),
        free_days=_days(row.free_days_left),
        action=action_html(row, person, token, here) if row.to_acknowledge else "",
    )


def _sub(said: str) -> str:
    """The second line of a cell; `said` is escaped."""
    return f'<span class="row-sub">{said}</span>' if said else ""


def _unseen(said: str) -> str:
    """What only a screen reader says; `said` is escaped."""
    return f'<span class="ds-sr-only">{said}</span>'


def _whole(said: str) -> str:
    """What stands on one line; `said` is escaped."""
    return f'<span class="nowrap">{said}</span>'


def _days(number: int | None) -> str:
    return "" if number is None else f"{number} d"


def place_html(row: Row) -> str:
    where = row.place
    return f"{_whole(escaped(where.name))}{_sub(escaped(where.site))}" if where.name else ""


def when_html(row: Row, now: datetime) -> str:
    """When the stay ended, or else the SIP's next day, or the expected day of going home."""
    if row.ended:
        return f"{escaped(row.ended.how)} {moment(row.ended.at, now)}"
    if row.sip:
        return f"{escaped(row.sip.what)} {_whole(day(row.sip.day, now))}"
    if not row.case.ward_id:
        return _NONE
    if not row.case.expected_discharge:
        return _UNKNOWN
    mark = ""
    if row.certainty_mark:
        words = _unseen(escaped(row.case.get_certainty_display().lower()))
        mark = f' <span aria-hidden="true">{escaped(row.certainty_mark)}</span>{words}'
    return _whole(f"{day(row.case.expected_discharge, now)}{mark}")


def step_html(row: Row) -> str:
    step = _whole(f"{row.case.step} {escaped(row.step)}") if row.step else ""
    who = f"{_unseen('Handläggare: ')}{name(row.responsible)}" if row.responsible else ""
    return f"{step}{_sub(tag(row.track) if row.track else '')}{_sub(who)}"


def next_html(row: Row, now: datetime) -> str:
    said, following = _NONE, row.next
    if following:
        due = f" {deadline(following.deadline, now)}" if following.deadline else ""
        said = f"<span><b>{escaped(following.who)}</b>{due}</span>{_sub(escaped(following.what))}"
    said += _sub(escaped(row.afterwards.capitalize()))
    if row.liability:
        said += f'<span class="row-sub row-liability">{escaped(row.liability)}</span>'
    return said


def action_html(row: Row, person: str, token: str, here: str) -> str:
    url = address("discharge:acknowledge", row.case.pk)
    number = row.to_acknowledge
    what = _unseen(f" {number} {'meddelande' if number == 1 else 'meddelanden'} om {person}")
    return _ACKNOWLEDGE.format(url=url, token=token, here=here, what=what)
