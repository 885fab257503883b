"""Facts that contradict each other, or that are not known yet on the day of the computation."""

from typing import Any

import pytest

from billing.liability import (
    Care,
    CareType,
    Change,
    InvalidFacts,
    Leave,
    OutpatientStatement,
    OutpatientStatus,
)
from tests.factories.billing.stays import assessed, at, ready, stay

PSYCHIATRIC = Care(CareType.PSYCHIATRIC, "0180")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"discharged_at": at("2020-03-01 10:00")}, "discharged_at ligger före admitted_at."),
        ({"deceased_at": at("2020-03-01 10:00")}, "deceased_at ligger före admitted_at."),
        (
            {"ready": (ready("2020-03-09 09:00", "2020-03-09 08:59:59"),)},
            "ready[0].withdrawn_at ligger före sent_at.",
        ),
        (
            {"leaves": (Leave(at("2020-03-09 09:00"), at("2020-03-08 09:00")),)},
            "leaves[0].ended_at ligger före began_at.",
        ),
        (
            {"ready": (ready("2020-03-09 09:00"), ready("2020-03-10 09:00"))},
            "ready innehåller perioder som överlappar varandra.",
        ),
        (
            {
                "ready": (
                    ready("2020-03-10 09:00", "2020-03-11 09:00"),
                    ready("2020-03-09 09:00", "2020-03-11 08:00"),
                )
            },
            "ready innehåller perioder som överlappar varandra.",
        ),
    ],
)
def test_facts_that_contradict_each_other(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        stay(**changes)
    assert str(refused.value) == sentence


def test_a_new_notice_at_the_moment_of_the_withdrawal_is_no_overlap() -> None:
    facts = stay(ready=(ready("2020-03-09 09:00", "2020-03-11 10:00"), ready("2020-03-11 10:00")))
    assert len(assessed(facts).periods) == 2


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(InvalidFacts, match="discharged_at saknar tidszon"):
        stay(discharged_at=at("2020-03-17 11:00").replace(tzinfo=None))


@pytest.mark.parametrize(
    "changes",
    [
        {"discharged_at": at("2020-03-18 00:00")},
        {"deceased_at": at("2020-03-18 00:00")},
        {"need_assessed_at": at("2020-03-18 00:00")},
        {"admission_notice_sent_at": at("2020-03-18 00:00")},
        {"sip_calls": (at("2020-03-18 00:00"),)},
        {"outpatient_care": (OutpatientStatement(at("2020-03-18 00:00"), OutpatientStatus.UNKNOWN),)},
        {"ready": (ready("2020-03-18 00:00"),)},
        {"ready": (ready("2020-03-09 09:00", "2020-03-18 00:00"),)},
        {"leaves": (Leave(at("2020-03-18 00:00")),)},
        {"leaves": (Leave(at("2020-03-09 09:00"), at("2020-03-18 00:00")),)},
        {"changes": (Change(at("2020-03-18 00:00"), PSYCHIATRIC),)},
    ],
)
def test_a_fact_after_the_day_of_the_computation_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidFacts, match="ligger efter as_of"):
        assessed(stay(**changes), "2020-03-17")
    assert assessed(stay(**changes), "2020-03-18")


def test_a_stay_that_begins_after_the_day_of_the_computation_is_refused() -> None:
    facts = stay(ready=(), discharged_at=None, admission_notice_sent_at=None)
    with pytest.raises(InvalidFacts, match="admitted_at ligger efter as_of"):
        assessed(facts, "2020-03-01")
