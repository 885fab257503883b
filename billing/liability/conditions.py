"""The conditions of LUS 5:3 and 5:5: none is liable where one fails, and every reason is told.

Three lists say what is asked of a case, of each of its periods and of each day. To add a reason for not
charging is to add a rule to one of them, its code to `Reason`, its clause to `CLAUSES` in
`billing/presenters/explanation/reasons.py` and its short words to `SHORT_REASONS` in
`billing/presenters/liability.py`, and to raise `CODE_VERSION` in `billing/rulebook.py`; the rest stands in
`docs/architecture.md`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeVar

from billing.liability.count import Count
from billing.liability.facts import CaseFacts, OutpatientStatus
from billing.liability.reasons import Cause, Condition, Evidence, Reason
from billing.liability.terms import CareTerms
from municipalities.swedish.clock import ONE_DAY, local_date
from municipalities.swedish.law import ADMISSION_NOTICE_WITHIN, SIP_CALL_WITHIN

Without = frozenset[Condition]


class CaseRule(NamedTuple):
    """What stops the whole case, whatever its periods look like, known on a date.

    `condition` is what a what-if switches it off by; None where it can't be.
    """

    cause: Callable[[CaseFacts, date], Cause | None]
    condition: Condition | None = None


class PeriodRule(NamedTuple):
    """What stops a ready period as it was counted, known on a date."""

    cause: Callable[[CaseFacts, Count, date], Cause | None]
    condition: Condition | None = None


class DayRule(NamedTuple):
    """What stops single days: each cause with the dates that it holds for.

    `under` says what the terms make of the causes in a period that starts on a date.
    """

    causes: Callable[[CaseFacts, date], Collection[Cause]]
    under: Callable[[Collection[Cause], CareTerms, date], Iterable[Cause]]
    condition: Condition | None = None


Rule = TypeVar("Rule", CaseRule, PeriodRule, DayRule)


# --- the whole case ------------------------------------------------------------------------------


class AdmissionNotice(NamedTuple):
    """When the notice reached the municipality, and since when its time had run."""

    sent_at: datetime
    since: datetime

    @property
    def after(self) -> timedelta:
        """How long after the admission, or the doctor's assessment."""
        return self.sent_at - self.since

    @property
    def late_by(self) -> timedelta | None:
        """None where it came in time."""
        after = self.after
        return after - ADMISSION_NOTICE_WITHIN if after > ADMISSION_NOTICE_WITHIN else None


def admission_notice(facts: CaseFacts) -> AdmissionNotice | None:
    """The notice of admission; its time runs from the doctor's assessment where there is one."""
    sent_at = facts.admission_notice_sent_at
    return AdmissionNotice(sent_at, facts.need_assessed_at or facts.admitted_at) if sent_at else None


def _admission_notice(facts: CaseFacts, as_of: date) -> Cause | None:
    notice = admission_notice(facts)
    if notice is None:
        return Cause(Reason.ADMISSION_NOTICE_MISSING)
    late_by = notice.late_by
    if late_by is None:
        return None
    message = Evidence("admission_notice")
    return Cause(Reason.ADMISSION_NOTICE_LATE, at=notice.sent_at, late_by=late_by, message=message)


OF_CASE = [
    CaseRule(_admission_notice, Condition.ADMISSION_NOTICE),
    CaseRule(
        lambda facts, as_of: Cause(Reason.SERVICES_DECLINED) if facts.services_declined else None,
        Condition.SERVICES_DECLINED,
    ),
    CaseRule(lambda facts, as_of: None if facts.ready else Cause(Reason.READINESS_NOTICE_MISSING)),
    # Who pays is asked for each period; of a case that has none, on the day.
    CaseRule(
        lambda facts, as_of: (
            Cause(Reason.NO_MUNICIPALITY) if not facts.ready and facts.care_on(as_of).payer is None else None
        )
    ),
]


# --- one ready period ----------------------------------------------------------------------------


def sip_call_due_on(facts: CaseFacts, count: Count) -> date | None:
    """The last date for the call; None where a call is no condition."""
    if not facts.asks_for_sip_call or declined_sip(facts, count) is not None:
        return None
    return count.call_from + SIP_CALL_WITHIN


def declined_sip(facts: CaseFacts, count: Count) -> int | None:
    """The place of the wish by which no call is a condition: the person's last word on its last date was no.

    LUS 4:2, a SIP asks for consent; that the condition falls with it is assumed, and a term.
    """
    if not facts.sip_wishes or (count.terms and not count.terms.declined_sip_waives_call):
        return None
    last = facts.sip_wish_on(count.call_from + SIP_CALL_WITHIN)
    return last if last is not None and facts.sip_wishes[last].declines else None


def _sip_call(facts: CaseFacts, count: Count, as_of: date) -> Cause | None:
    """A call counts for each period it comes in time for, also one sent before the notice."""
    due_on = sip_call_due_on(facts, count)
    if due_on is None:
        return None
    first = facts.first_sip_call
    if first is None:
        missing = Reason.SIP_CALL_MISSING if as_of > due_on else Reason.SIP_CALL_PENDING
        return Cause(missing, due_on=due_on)
    called_at = facts.sip_calls[first]
    late_by = local_date(called_at) - due_on
    if late_by <= timedelta(0):
        return None
    message = Evidence("sip_calls", first)
    return Cause(Reason.SIP_CALL_LATE, at=called_at, due_on=due_on, late_by=late_by, message=message)


OF_PERIOD = [
    PeriodRule(
        lambda facts, count, as_of: Cause(Reason.NO_MUNICIPALITY) if count.care.payer is None else None
    ),
    PeriodRule(lambda facts, count, as_of: Cause(Reason.TERMS_MISSING) if count.terms is None else None),
    PeriodRule(_sip_call, Condition.SIP_CALL),
]


# --- day by day ----------------------------------------------------------------------------------

_OUTPATIENT_REASONS = {
    OutpatientStatus.UNAVAILABLE: Reason.OUTPATIENT_CARE_UNAVAILABLE,
    OutpatientStatus.UNKNOWN: Reason.OUTPATIENT_CARE_UNKNOWN,
}


def _outpatient_care(facts: CaseFacts, as_of: date) -> list[Cause]:
    """The last statement by the end of a date says whether the region's own services are in place on it."""
    if not facts.outpatient_care_needed:
        return []
    told = sorted(enumerate(facts.outpatient_care), key=lambda one: one[1].at)
    begins = [local_date(statement.at) for _, statement in told]
    before = begins[0] if begins else None
    found = [Cause(Reason.OUTPATIENT_CARE_UNKNOWN, before=before)]
    for (number, statement), (first, before) in zip(told, pairwise((*begins, None)), strict=True):
        if reason := _OUTPATIENT_REASONS.get(statement.status):
            message = Evidence("outpatient_care", number)
            found.append(Cause(reason, at=statement.at, message=message, first=first, before=before))
    return found


def _judged_as_the_terms_say(causes: Collection[Cause], terms: CareTerms, starts_on: date) -> Iterable[Cause]:
    """Each day by itself, or every day as it was known to be on the day of the start."""
    if terms.outpatient_care_judged_daily:
        return causes
    return [cause._replace(first=None, before=None) for cause in causes if cause.holds_on(starts_on)]


def _days_on_leave(facts: CaseFacts, as_of: date) -> list[Cause]:
    """The dates on which the person is away for the night; a leave within one date has none."""
    return [
        Cause(
            Reason.ON_LEAVE,
            at=leave.began_at,
            until=leave.ended_at,
            message=Evidence("leaves", number),
            first=local_date(leave.began_at),
            before=local_date(leave.ended_at) if leave.ended_at else as_of,
        )
        for number, leave in enumerate(facts.leaves)
    ]


OF_DAY = [
    DayRule(_outpatient_care, _judged_as_the_terms_say, Condition.OUTPATIENT_CARE),
    DayRule(_days_on_leave, lambda causes, terms, starts_on: () if terms.leave_days_charged else causes),
]


def leave_dates(facts: CaseFacts, as_of: date) -> Iterator[date]:
    """Every date on which the person is away for the night."""
    for cause in _days_on_leave(facts, as_of):
        day, before = cause.first, cause.before
        while day and before and day < before:
            yield day
            day += ONE_DAY


def in_force(rules: list[Rule], without: Without) -> list[Rule]:
    """The rules that no what-if has switched off."""
    return [rule for rule in rules if rule.condition not in without] if without else rules
