"""The work list's rows, printed without a template's parts for each of a thousand cells.

What a row says is made by its presenter; here each value is escaped and put between the elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from discharge.presenters.lists.worklist import OwnTaskWords, Row
from discharge.presenters.people.parties import PartyState
from discharge.presenters.states import LIABLE, LIABLE_IF, LIABLE_SOON
from municipalities.door.addresses import address
from municipalities.door.escaping import escaped
from municipalities.swedish.clock import local_date
from municipalities.templatetags.printing import icon, name, tag
from municipalities.templatetags.times import deadline, short_day
from municipalities.units.parties import NOTHING_TO_DO

register = template.Library()

_ROW = """
<tr role="row" id="row-{key}" data-opens data-edge="{colour}"{oob}>
  {first}
  <th role="rowheader" scope="row" class="row-person"><span class="cut">
    <a id="case-{key}" href="{url}">{person}</a>{beside}
  </span></th>
  <td role="cell" data-label="{place_label}"><span class="cut">{place}</span></td>
  <td role="cell" data-label="Inskriven" class="number">{admitted}</td>
  <td role="cell" data-label="{when_label}" class="number"><span>{when}</span></td>
  <td role="cell" data-label="Utskrivningsklar" class="number">{ready_days}</td>
  <td role="cell" data-label="Fristdagar kvar" class="number">{free_days}</td>
  <td role="cell" data-label="Väntar på"><span class="cut">{next}</span></td>
  <td role="cell" data-label="Parter"><span class="chips">{parties}</span></td>
  <td role="cell" class="row-action no-print">{action}</td>
</tr>
"""
_TASK = (
    '<td role="cell" class="row-task"><span class="cut"><a href="{url}">{verb}</a>{due}{state}</span></td>'
)
_MARK = (
    '<label class="row-mark"><input type="checkbox" name="arende" value="{case}" form="marks">{words}</label>'
)
_OPEN = """<a class="row-opener" href="{url}" hx-get="{url}" hx-target="closest tr" hx-swap="afterend"
  aria-expanded="false" aria-describedby="case-{key}">{icon}<span class="ds-sr-only">Visa raden</span></a>"""
#: A task's own time says that it is late, or soon will be.
SAID_OF_TASKS = (LIABLE, LIABLE_SOON, LIABLE_IF)
#: Parties where there is little room.
CHIPS = {"avdelning": "avd", "öppenvård": "öv", "kommun": "kom", "placeringssamordnare": "plac"}
_NONE = '<span class="quiet">–</span>'
_UNKNOWN = '<span aria-hidden="true">?</span><span class="ds-sr-only">okänt</span>'


@register.simple_tag(takes_context=True)
def worklist_rows(
    context: template.RequestContext, rows: Iterable[Row], now: datetime, *, is_again: bool = False
) -> SafeString:
    """All rows. Takes the list's `is_ward` and `list_name`."""
    place_label = "Område" if context["is_ward"] else "Enhet"
    named = context["list_name"]
    return SafeString("".join(row_html(row, now, place_label, named, is_again=is_again) for row in rows))


def row_html(row: Row, now: datetime, place_label: str, named: str, *, is_again: bool = False) -> str:
    """`is_again`: in place of the row that is shown."""
    person = name(row.person.name)
    return _ROW.format(
        key=row.key,
        colour=escaped(row.state.colour),
        oob=' hx-swap-oob="true"' if is_again else "",
        first=task_html(row, row.task, now)
        if row.task
        else f'<td role="cell" class="row-state">{tag(row.state)}</td>',
        url=escaped(row.url),
        person=person,
        beside=beside_html(row),
        place_label=place_label,
        place=place_html(row),
        admitted=short_day(local_date(row.case.admitted_at), now),
        when_label="Avslutat" if row.ended else "Beräknad utskrivning",
        when=when_html(row, now),
        ready_days=_days(row.ready_days),
        free_days=_days(row.free_days_left),
        next=next_html(row, now),
        parties="".join(map(chip_html, row.parties)),
        action=action_html(row, named, person),
    )


def task_html(row: Row, task: OwnTaskWords, now: datetime) -> str:
    """The verb and its time; how it stands besides, where the time does not say it."""
    due = f" {deadline(task.due, now)}" if task.due else ""
    state = f" {tag(row.state)}" if row.state in SAID_OF_TASKS else ""
    return _TASK.format(url=escaped(task.url), verb=escaped(task.verb), due=due, state=state)


def beside_html(row: Row) -> str:
    """Beside the name: the age, the number or, for a protected identity, the reference; who has the case."""
    person = row.person
    said = "" if person.age is None else f", {person.age}"
    said += _more(escaped(row.case.reference if person.protected else person.number))
    said += _more(f"förut {name(person.formerly)}" if person.formerly else "")
    return said + _more(f"{_unseen('Handläggare: ')}{name(row.responsible)}" if row.responsible else "")


def _more(said: str) -> str:
    """What stands after a point; `said` is escaped."""
    return f' <span class="row-sub">· {said}</span>' if said else ""


def _unseen(said: str) -> str:
    """What only a screen reader says; `said` is escaped."""
    return f'<span class="ds-sr-only">{said}</span>'


def _days(number: int | None) -> str:
    return "" if number is None else f"{number} d"


def place_html(row: Row) -> str:
    where = row.place
    return f"{escaped(where.name)}{_more(escaped(where.site)) if where.site else ''}" if where.name else ""


def when_html(row: Row, now: datetime) -> str:
    """When the stay ended, or else the SIP's next day, or the expected day of going home."""
    if row.ended:
        return str(short_day(local_date(row.ended.at), now))
    if row.sip:
        return f"{escaped(row.sip.what)} {short_day(row.sip.day, now)}"
    if not row.case.ward_id:
        return _NONE
    if not row.case.expected_discharge:
        return _UNKNOWN
    mark = ""
    if row.certainty_mark:
        words = _unseen(escaped(row.case.get_certainty_display().lower()))
        mark = f' <span aria-hidden="true">{escaped(row.certainty_mark)}</span>{words}'
    return f"{short_day(row.case.expected_discharge, now)}{mark}"


def next_html(row: Row, now: datetime) -> str:
    """What the case waits for besides the row's own task, what it costs, and how far it has come."""
    said, following = escaped(row.ended.how.capitalize()) if row.ended else "", row.next
    if following:
        due = f", {deadline(following.deadline, now)}" if following.deadline else ""
        said += f" <b>{escaped(following.who)}</b>: {escaped(following.what)}{due}"
    if row.liability:
        said += f' <span class="row-sub row-liability">· {escaped(row.liability)}</span>'
    said += _more(escaped(row.afterwards)) if row.afterwards else ""
    said += f" {tag(row.track)}" if row.track else ""
    return said + _more(f"{row.case.step} {escaped(row.step)}" if row.step else "") or _NONE


def chip_html(of: PartyState) -> str:
    """A party: picture and name in view, the word and the unit where one points or listens."""
    return _chip(of.colour, of.icon, of.label, of.word or NOTHING_TO_DO, of.title)


# A page says the same few states in row after row.
@lru_cache(maxsize=2000)
def _chip(colour: str, picture: str, label: str, word: str, title: str) -> str:
    whole = escaped(": ".join(filter(None, (f"{label} {word}", title))))
    short = escaped(CHIPS.get(label, label))
    seen = f'<span aria-hidden="true">{short}</span>{_unseen(escaped(f"{label} {word}"))}'
    return f'<span class="chip" data-color="{escaped(colour)}" title="{whole}">{icon(picture)}{seen}</span> '


def action_html(row: Row, named: str, person: str) -> str:
    """To mark it, where a list is shown, and to open it."""
    url = f"{address('discharge:row', row.case.pk)}?rad={row.key}&amp;lista={named}"
    mark = _MARK.format(case=row.case.pk, words=_unseen(f"Markera {person}")) if named else ""
    return mark + _OPEN.format(url=url, icon=icon("open"), key=row.key)
