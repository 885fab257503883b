"""The conditions of LUS 5:3 and 5:5: none is liable where one fails, and every reason is told."""

from collections.abc import Iterator
from datetime import date, timedelta

from billing.liability.dates import stockholm_date
from billing.liability.facts import CaseFacts, OutpatientStatus
from billing.liability.results import Condition, Reason

ADMISSION_NOTICE_WITHIN = timedelta(hours=24)
SIP_CALL_WITHIN = timedelta(days=3)

Without = frozenset[Condition]

_OUTPATIENT_REASONS: dict[OutpatientStatus, tuple[Reason, ...]] = {
    OutpatientStatus.AVAILABLE: (),
    OutpatientStatus.UNAVAILABLE: (Reason.OUTPATIENT_CARE_UNAVAILABLE,),
    OutpatientStatus.UNKNOWN: (Reason.OUTPATIENT_CARE_UNKNOWN,),
}


def case_reasons(facts: CaseFacts, as_of: date, without: Without) -> Iterator[Reason]:
    """What stops the whole case, whatever its periods look like. (Who pays is asked for each period.)"""
    if Condition.ADMISSION_NOTICE not in without:
        yield from _admission_notice(facts)
    if facts.services_declined and Condition.SERVICES_DECLINED not in without:
        yield Reason.SERVICES_DECLINED
    if not facts.ready:
        yield Reason.READINESS_NOTICE_MISSING
        if facts.care_on(as_of).payer is None:
            yield Reason.NO_MUNICIPALITY


def _admission_notice(facts: CaseFacts) -> Iterator[Reason]:
    sent_at = facts.admission_notice_sent_at
    if sent_at is None:
        yield Reason.ADMISSION_NOTICE_MISSING
    elif sent_at - (facts.need_assessed_at or facts.admitted_at) > ADMISSION_NOTICE_WITHIN:
        yield Reason.ADMISSION_NOTICE_LATE


def sip_call_due_on(facts: CaseFacts, notice_on: date, without: Without) -> date | None:
    """The last date for the call; None where a call is no condition."""
    if not facts.sip_needed or facts.compulsory_outpatient_care or Condition.SIP_CALL in without:
        return None
    return notice_on + SIP_CALL_WITHIN


def sip_reason(facts: CaseFacts, due_on: date | None, as_of: date) -> Reason | None:
    """A call counts for each period it comes in time for, also one sent before the notice."""
    if due_on is None or any(stockholm_date(call) <= due_on for call in facts.sip_calls):
        return None
    if facts.sip_calls:
        return Reason.SIP_CALL_LATE
    return Reason.SIP_CALL_MISSING if as_of > due_on else Reason.SIP_CALL_PENDING


class OutpatientCare:
    """Whether the region's outpatient services are in place, date by date."""

    def __init__(self, facts: CaseFacts, without: Without) -> None:
        self.judged = facts.outpatient_care_needed and Condition.OUTPATIENT_CARE not in without
        statements = sorted(facts.outpatient_care, key=lambda statement: statement.at) if self.judged else []
        self._statements = [(stockholm_date(statement.at), statement.status) for statement in statements]

    def reasons_on(self, day: date) -> tuple[Reason, ...]:
        if not self.judged:
            return ()
        known = OutpatientStatus.UNKNOWN
        for stated_on, status in self._statements:
            if stated_on > day:
                break
            known = status
        return _OUTPATIENT_REASONS[known]
