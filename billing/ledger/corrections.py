"""Booking what closed months would say differently today, in the transaction that computed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from billing.ledger import months
from billing.ledger.averages import kept_days, kept_lines
from billing.ledger.month_lines import BOOKED, KEPT, NEWEST, Source, lines, totals
from billing.liability import Reason
from billing.models import LiabilityCorrection, LiabilityDay, LiabilityResult
from billing.rules.averages import AverageLine
from billing.rules.corrections import CaseDays, CorrectionReason, Line, Total, Totals, differences, reasons
from municipalities.swedish.months import month_after


def book_corrections(case_ids: Collection[UUID], *, found_on: date) -> None:
    """For cases whose outcome has been written. A constant number of statements; twice adds nothing."""
    latest = months.latest_closed()
    if not case_ids or latest is None:
        return
    found, newest = _find_differences(case_ids, latest)
    if found:
        _book_differences(found, newest, found_on, month_after(latest))


def unbooked_cases(case_ids: Collection[UUID]) -> set[UUID]:
    """Those of which closed months and corrections together don't say what the newest outcome says."""
    latest = months.latest_closed()
    if not case_ids or latest is None:
        return set()
    found, _ = _find_differences(case_ids, latest)
    return {line.case for line in found}


def _find_differences(case_ids: Collection[UUID], latest: date) -> tuple[dict[Line, Total], Totals]:
    """What is left to book where months are closed until `latest`, and what the newest outcomes come to."""
    of_cases: dict[Source, dict[Line, Total]] = {source: {} for source in Source}
    for (source, *line), total in totals(lines(*Source, cases=case_ids), "source", *Line._fields).items():
        of_cases[source][Line(*line)] = total
    # Without the months that were closed with a mean: there no case is charged by itself.
    averaged = kept_lines()
    newest = {
        line: total
        for line, total in of_cases[NEWEST].items()
        if AverageLine(line.payer, line.care_type, line.month) not in averaged
    }
    closed_until = {line.payer: latest for found in of_cases.values() for line in found}
    return differences(newest, of_cases[KEPT], of_cases[BOOKED], closed_until), newest


def _book_differences(found: Mapping[Line, Total], newest: Totals, found_on: date, booked_in: date) -> None:
    cases = {line.case for line in found}
    # What the reasons of the differences are found in: what each day says now, and the days that were kept.
    said: dict[UUID, dict[date, list[str]]] = {case: {} for case in cases}
    days = LiabilityDay.objects.filter(result__in=cases)
    for case, day, state, why in days.values_list("result_id", "date", "state", "reasons"):
        said[case][day] = [CorrectionReason.FREE_DAY] if state == LiabilityDay.State.FREE else why
    kept = defaultdict(set)
    for case, day in kept_days().filter(case__in=cases).values_list("case_id", "date"):
        kept[case].add(day)
    results = {result.pk: result for result in LiabilityResult.objects.filter(pk__in=cases)}
    LiabilityCorrection.objects.bulk_create(
        LiabilityCorrection(
            case_id=line.case,
            reference=results[line.case].reference,
            payer_id=line.payer,
            district_id=line.district,
            care_type=line.care_type,
            month=line.month,
            booked_in=booked_in,
            days=difference.days,
            kronor=difference.kronor,
            days_without_rate=difference.days_without_rate,
            reasons=reasons(
                line,
                difference,
                newest,
                CaseDays(frozenset(kept[line.case]), said[line.case], _void(results[line.case])),
            ),
            found_on=found_on,
        )
        for line, difference in sorted(found.items(), key=lambda item: (item[0].month, str(item[0])))
    )


def _void(result: LiabilityResult) -> str:
    """Why nothing of the case counts any more, where that is so."""
    return Reason.MISTAKEN if Reason.MISTAKEN in result.reasons else ""
