"""Finding a person or a case among those of the unit itself, open and closed: by name, number or reference.

Nobody searches through persons: a unit finds what its own lists would show it. Of a protected identity they
show the reference alone, so only that finds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from discharge.models import NameWord, Participation
from discharge.persons import identity_numbers
from discharge.persons.identity_numbers import IdentityNumber, InvalidNumber
from discharge.queries.logged import Logged
from discharge.queries.lookups.lookup import digest
from discharge.queries.persons import own_cases_of
from discharge.queries.worklist import WorklistPage, show_cases
from municipalities.access import log
from municipalities.door import texts
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import local_date

#: Who finds more writes more of the name.
MOST_FOUND = 50
#: One letter says nothing.
FEWEST_LETTERS = 2
#: Of a longer text the longest words find whom it names.
MOST_WORDS = 8
_REFERENCE = re.compile("([2-9A-Z]{5})-?([2-9A-Z]{5})")
_AFTER_ALL_LETTERS = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Hits:
    """Which cases a search found; `of_protected`: by reference, which finds a protected person too."""

    cases: list[UUID]
    has_more: bool = False
    of_protected: bool = False


def find_cases(assignment: Assignment, text: str, now: datetime) -> Hits:
    """What the text finds: what goes on before what has ended, and the latest first.

    The access log's row says what was found, and of a number its digest; never the text.
    """
    own = Participation.objects.filter(unit_id=assignment.unit_id)
    may_be_named = own.filter(patient__protected_identity=False)
    action, detail, has_more, by_reference = AccessLog.Action.LIST, str(Logged.SEARCH), False, False
    if number := number_in(text, local_date(now)):
        action, detail = AccessLog.Action.LOOKUP, f"{digest(number)} {detail}"
        found = may_be_named.filter(case_id__in=own_cases_of(number.value))
    elif reference := _REFERENCE.fullmatch(texts.compact(text).upper()):
        by_reference = True
        found = own.filter(case__reference="-".join(reference.groups()))
    else:
        named, has_more = cases_by_name(may_be_named, assignment.unit_id, text)
        found = may_be_named.filter(case_id__in=named)
    in_order = found.annotate(stays=Q(in_hospital=True) | Q(sip_running=True)).order_by(
        "-stays", "-admitted_at", "id"
    )
    cases = list(in_order.values_list("case_id", flat=True)[:MOST_FOUND])
    log.record(action, by=assignment, case_ids=cases, detail=detail)
    return Hits(cases, has_more, by_reference)


def show_found(assignment: Assignment, hits: Hits) -> WorklistPage:
    """What a search has found, as it is now: those of the cases that the unit still reads; logged as a list.

    Who has been protected since, and was found by name or number, is not shown: the row would tell who it is.
    """
    own = Participation.objects.filter(unit_id=assignment.unit_id, case_id__in=hits.cases)
    if not hits.of_protected:
        own = own.filter(patient__protected_identity=False)
    still = set(own.values_list("case_id", flat=True))
    shown = [case for case in hits.cases if case in still]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=shown, detail=str(Logged.SEARCH))
    return replace(show_cases(assignment, shown), has_next=hits.has_more)


def number_in(text: str, today: date) -> IdentityNumber | None:
    """The identity number that the text is, in whichever form; None for any other text."""
    try:
        return identity_numbers.parse(text, today)
    except InvalidNumber:
        return None


def cases_by_name(own: QuerySet[Participation], unit_id: UUID, text: str) -> tuple[list[UUID], bool]:
    """Those of the unit's `own` cases where every word begins a word of the name, and whether there are more.

    Led by the longest word, mostly the rarest; words are what the database keeps of names.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_name_words(%s)", [texts.let_in(text)])
        words = sorted(set(str(cursor.fetchone()[0]).split()), key=lambda word: (-len(word), word))
    if not words or len(words[0]) < FEWEST_LETTERS:
        return [], False
    first, *others = (Q(word__gte=word, word__lt=word + _AFTER_ALL_LETTERS) for word in words[:MOST_WORDS])
    found = NameWord.objects.filter(first, unit_id=unit_id)
    for other in others:
        found = found.filter(Exists(NameWord.objects.filter(other, unit_id=unit_id, case=OuterRef("case"))))
    found = found.filter(Exists(own.filter(case=OuterRef("case"))))
    # A name with several words that begin so is read as often, and shown once.
    rows = list(found.order_by("word", "case_id").values_list("case_id", flat=True)[: MOST_FOUND + 1])
    return list(dict.fromkeys(rows[:MOST_FOUND])), len(rows) > MOST_FOUND
