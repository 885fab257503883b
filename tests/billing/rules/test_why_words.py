"""The words for each kind of day and each reason, with the dates and hours behind them. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from billing.liability import COUNTY, CareTerms, CareType, Cause, DayState, Reason, Rulebook
from billing.models import LiabilityResult
from billing.presenters.explanation.before_the_money import closed_months
from billing.presenters.explanation.billed_months import WHY_CORRECTED
from billing.presenters.explanation.days import SHORT, TAGS
from billing.presenters.explanation.reasons import CLAUSES, Reasons
from billing.reference.reading import reference_rates, reference_rulebook, reference_terms
from billing.rules.explanation import Messages, explain
from tests.factories.billing.explained import (
    NOTHING_KEPT,
    explained,
    fact,
    iso,
    lines,
    message_id,
    ready,
    sent,
    stored,
    told_by,
)
from tests.factories.billing.stays import at, on, rules_with

LEAVE = [{"began_at": iso("2020-03-11 10:00"), "ended_at": iso("2020-03-13 18:00")}]
SIP = {"sip_needed": True}
OUTPATIENT = {"outpatient_care_needed": True}


def said(day: str, status: str) -> dict[str, Any]:
    return {"at": iso(day), "status": status}


#: What is changed in the facts, today, a day of March, and what is said of it.
DAYS = [
    ({}, "2020-03-16", 9, "Dag noll: räknas inte som fristdag"),
    ({}, "2020-03-16", 10, "Fristdag 1 av 2"),
    ({}, "2020-03-16", 11, "Fristdag 2 av 2"),
    ({}, "2020-03-16", 12, "Debiteras 8 200 kr"),
    ({}, "2020-03-10", 10, "Fristdag 1 av 2"),
    ({}, "2020-03-10", 12, "Debiteras 8 200 kr om personen är kvar över natten"),
    (
        {"ready": [ready("2020-03-09 12:01")]},
        "2020-03-16",
        9,
        "Dagen för meddelandet: räknas från 9 mars 12.01, efter 12.00, så dag noll är nästa dag",
    ),
    (
        {"discharged_at": iso("2020-03-13 11:00")},
        "2020-03-16",
        13,
        "Utskriven 13 mars 11.00: dagen debiteras inte",
    ),
    (
        {"deceased_at": iso("2020-03-13 04:00")},
        "2020-03-16",
        13,
        "Avliden 13 mars 4.00: dagen debiteras inte",
    ),
    (
        {"ready": [ready("2020-03-09 09:15", "2020-03-13 08:05")]},
        "2020-03-16",
        13,
        "Utskrivningsklar återtogs 13 mars 8.05: dagen debiteras inte",
    ),
    (
        {"municipality": None},
        "2020-03-16",
        12,
        "Debiteras inte: personen är inte folkbokförd i någon kommun, och ingen kommun har placerat personen",
    ),
    (
        {"admission_notice_sent_at": None},
        "2020-03-16",
        12,
        "Debiteras inte: inskrivningsmeddelandet saknas",
    ),
    (
        {"admission_notice_sent_at": iso("2020-03-06 10:00")},
        "2020-03-16",
        12,
        (
            "Debiteras inte: inskrivningsmeddelandet skickades 2 h för sent "
            "(1 d 2 h efter inskrivningen 5 mars 8.00; senast 24 h)"
        ),
    ),
    (
        {"services_declined": True},
        "2020-03-16",
        12,
        "Debiteras inte: personen avstår kommunens insatser (meddelat 8 mars 10.00)",
    ),
    (SIP, "2020-03-16", 12, "Debiteras inte: kallelse till SIP har inte skickats (sista dag 12 mars)"),
    (
        SIP | {"sip_calls": [iso("2020-03-13 10:00")], "messages": told_by(sip_calls=["call"])},
        "2020-03-16",
        12,
        "Debiteras inte: kallelsen till SIP kom en dag för sent (sista dag 12 mars, skickad 13 mars)",
    ),
    (
        OUTPATIENT,
        "2020-03-16",
        12,
        "Debiteras inte: öppenvården hade inte lämnat besked om sina insatser den dagen",
    ),
    (
        OUTPATIENT,
        "2020-03-10",
        12,
        "Debiteras inte om inget händer: öppenvården har inte lämnat besked om sina insatser",
    ),
    (
        OUTPATIENT
        | {
            "outpatient_care": [
                said("2020-03-11 09:00", "unavailable"),
                said("2020-03-13 09:00", "available"),
            ],
            "messages": told_by(outpatient_care=["no", "yes"]),
        },
        "2020-03-16",
        12,
        "Debiteras inte: öppenvårdens insatser finns inte på plats enligt besked 11 mars 9.00",
    ),
    (
        OUTPATIENT
        | {
            "outpatient_care": [said("2020-03-11 09:00", "unknown")],
            "messages": told_by(outpatient_care=["no"]),
        },
        "2020-03-16",
        12,
        "Debiteras inte: öppenvården vet inte om insatserna finns på plats enligt besked 11 mars 9.00",
    ),
    (
        {"leaves": LEAVE},
        "2020-03-16",
        12,
        "Debiteras inte: personen var på permission från 11 mars 10.00 till 13 mars 18.00",
    ),
    ({"leaves": LEAVE}, "2020-03-16", 13, "Debiteras 8 200 kr"),
    (
        SIP | {"admission_notice_sent_at": None},
        "2020-03-16",
        12,
        (
            "Debiteras inte: inskrivningsmeddelandet saknas; "
            "kallelse till SIP har inte skickats (sista dag 12 mars)"
        ),
    ),
]


@pytest.mark.parametrize(("changes", "today", "day", "text"), DAYS)
def test_each_day_says_what_and_why(changes: dict[str, Any], today: str, day: int, text: str) -> None:
    declined = sent("services_declined", "2020-03-08 10:00")
    words = explained(stored(**changes), today, [declined])
    assert lines(words)[day].text.replace("\xa0", " ") == text


def test_the_terms_that_are_missing() -> None:
    """Before 2018 the statute had other terms, which the rulebook doesn't hold."""
    facts = stored(municipality="0380", admitted_at=iso("2017-03-05 08:00"))
    facts |= {
        "admission_notice_sent_at": iso("2017-03-05 11:00"),
        "ready": [ready("2017-03-09 09:15")],
        "discharged_at": iso("2017-03-12 09:15"),
    }
    words = explained(facts, "2020-03-16")
    assert lines(words)[10].text == "Debiteras inte: inga villkor gäller dag noll, 9 mars 2017"
    assert fact(words, "Villkor", 1).text == "Inga villkor gäller dag noll, 9 mars 2017."
    assert fact(words, "Betalningsansvar från", 1).text == "Ingen dag."


def test_a_rate_that_is_missing_is_no_nought() -> None:
    facts = stored(admitted_at=iso("2021-03-05 08:00"), admission_notice_sent_at=iso("2021-03-05 09:00"))
    facts |= {"ready": [ready("2021-03-09 09:15")], "discharged_at": iso("2021-03-13 09:00")}
    words = explained(facts, "2021-03-16")
    assert lines(words)[12].text == "Debiteras, men dygnsbelopp saknas för 2021"
    assert (lines(words)[12].amount, words.sum) == ("Dygnsbelopp saknas", "1 dygn, dygnsbelopp saknas")


def test_every_reason_and_every_state_has_words() -> None:
    why = explain(stored(sip_needed=True, leaves=LEAVE), on("2020-03-16"), reference_rulebook())
    assert why is not None
    reasons = Reasons(why, why.periods[0], Messages([]))
    late = {Reason.SIP_CALL_LATE, Reason.ADMISSION_NOTICE_LATE}
    for reason in set(Reason) - late:
        assert reasons.words(Cause(reason), date(2020, 3, 12)).text
    assert set(CLAUSES) == set(Reason)
    covered = {text for *_, text in DAYS}
    assert all(any(word in text for text in covered) for word in ("kom en dag för sent", "2 h för sent"))
    assert set(TAGS) == set(SHORT) == set(DayState)
    assert set(WHY_CORRECTED) >= set(Reason)


def test_a_call_that_can_still_come_is_pending_and_then_missing() -> None:
    words = explained(stored(**SIP), "2020-03-12")
    condition = fact(words, "Kallelse till SIP", 1)
    assert condition.text == "Kallelse till SIP har inte skickats än (sista dag 12 mars)."
    assert condition.tag.word == "Väntar"
    assert fact(explained(stored(**SIP), "2020-03-13"), "Kallelse till SIP", 1).tag.word == "Inte uppfyllt"
    assert words.before is not None
    assert words.before.to_do == ["Öppenvården behöver skicka kallelse till SIP, senast torsdag 12 mars."]


def test_the_conditions_that_are_met_say_when() -> None:
    facts = stored(
        sip_needed=True,
        sip_calls=[iso("2020-03-10 10:00"), iso("2020-03-14 10:00")],
        outpatient_care_needed=True,
        outpatient_care=[said("2020-03-10 09:00", "available")],
        messages=told_by(sip_calls=["call", "again"], outpatient_care=["yes"]),
    )
    call = sent("sip_call", "2020-03-10 10:00", "call", party="outpatient", unit="")
    words = explained(facts, "2020-03-16", [call])
    assert fact(words, "Inskrivningsmeddelande").text == (
        "Skickat 5 mars 11.00, 3 h efter inskrivningen 5 mars 8.00; senast 24 h."
    )
    sip = fact(words, "Kallelse till SIP", 1)
    assert (sip.text, sip.tag.word) == ("Skickad 10 mars 10.00; sista dag 12 mars.", "Uppfyllt")
    # A unit without a name (protected identity) is called by its party.
    assert [(ref.title, ref.when, ref.unit) for ref in sip.refs] == [
        ("Kallelse till SIP", "10 mars 10.00", "Öppenvård")
    ]
    assert fact(words, "Öppenvårdens insatser", 1).text == (
        "10 mars 9.00: öppenvårdens insatser finns på plats. Varje dag prövas för sig."
    )


def test_which_terms_and_rate_from_which_source_and_whether_checked() -> None:
    words = explained(stored(), "2020-03-16")
    terms = fact(words, "Villkor", 1).text
    assert terms.startswith("Stockholm HSN 2019-1416: 2 fria kalenderdagar. Källa: Stockholms socialnämnd")
    assert terms.endswith("(kontrollerat i källan).")
    rate = fact(words, "Dygnsbelopp 2020", 1).text.replace("\xa0", " ")
    assert rate.startswith("8 200 kr per vårddygn. Källa: Region Stockholm")


def test_free_days_that_are_not_given_again_go_on_in_number() -> None:
    facts = stored(ready=[ready("2020-03-09 09:15", "2020-03-11 08:00", "first"), ready("2020-03-16 09:15")])
    words = explained(facts, "2020-03-20", rules=rules_with(new_count_after_withdrawal=False))
    assert lines(words)[10].text == "Fristdag 1 av 2"
    assert lines(words, 2)[17].text == "Fristdag 2 av 2"
    assert lines(words, 2)[18].text.startswith("Debiteras")


def test_a_notice_that_does_not_count_says_why() -> None:
    cancelled = sent("ready_notice", "2020-03-06 10:00", "wrong", cancelled_at=at("2020-03-06 11:00"))
    astray = sent("ready_notice", "2020-03-07 10:00", "astray")
    words = explained(
        stored(), "2020-03-16", [cancelled, astray, sent("ready_notice", "2020-03-09 09:15", "notice")]
    )
    assert [one.why for one in words.uncounted] == [
        "Makulerat 6 mars 11.00: räknas som aldrig skickat.",
        "Har inte nått någon enhet i den kommun som betalade då (Stockholm), och räknas inte.",
    ]
    assert words.uncounted[0].refs[0].id == message_id("wrong")


MOVED = [
    {"at": iso("2020-03-11 00:00"), "care_type": "somatic", "municipality": "0180", "placed_by": None},
]


@pytest.mark.parametrize(
    ("facts", "offices", "why"),
    [
        # Of another municipality; today's payer is Stockholm all along.
        ({}, ["0126"], "Nådde Huddinge, men ingen enhet i den kommun som betalade då (Stockholm)"),
        # Moved to Stockholm on the 11th, where the notice had come on the 7th.
        (
            {"municipality": "0126", "changes": MOVED},
            ["0180"],
            "Nådde Stockholm, men ingen enhet i den kommun som betalade då (Huddinge)",
        ),
        # Entered when it had been withdrawn.
        ({}, ["0180"], "Nådde den kommun som betalade då (Stockholm) först när det hade tagits tillbaka"),
    ],
)
def test_a_notice_that_does_not_count_names_who_paid_then(
    facts: dict[str, Any], offices: list[str], why: str
) -> None:
    astray = sent("ready_notice", "2020-03-07 10:00", "astray", offices=tuple((code, "") for code in offices))
    words = explained(stored(**facts), "2020-03-16", [astray])
    assert [one.why for one in words.uncounted] == [f"{why}, och räknas inte."]


def test_facts_from_before_each_notice_had_its_district_name_the_cases_own() -> None:
    own, other = message_id("district"), message_id("other")
    kept = replace(NOTHING_KEPT, night=LiabilityResult(district_id=own, as_of=on("2020-03-15")))
    districts = {str(own): "Farsta", str(other): "Kista"}
    old = explained(stored(), "2020-03-16", kept=kept, districts=districts)
    assert fact(old, "Betalar", 1).text.startswith("Stockholm, Farsta:")
    notice = ready("2020-03-09 09:15") | {"district": str(other)}
    new = explained(stored(ready=[notice]), "2020-03-16", kept=kept, districts=districts)
    assert fact(new, "Betalar", 1).text.startswith("Stockholm, Kista:")


def test_elapsed_hours_over_the_change_of_summer_time() -> None:
    """On 28 March 2020 the next day was 23 hours away: in time until 9.00, not at 9.01."""
    facts = stored(admitted_at=iso("2020-03-28 08:00"), admission_notice_sent_at=iso("2020-03-29 09:01"))
    facts |= {"ready": [ready("2020-03-30 09:15")]}
    words = explained(facts, "2020-04-06")
    assert fact(words, "Inskrivningsmeddelande").tag.word == "Inte uppfyllt"
    assert fact(words, "Inskrivningsmeddelande").text == (
        "Skickat 29 mars 9.01, 1 d efter inskrivningen 28 mars 8.00; senast 24 h."
    )
    in_time = explained(facts | {"admission_notice_sent_at": iso("2020-03-29 09:00")}, "2020-04-06")
    assert fact(in_time, "Inskrivningsmeddelande").tag.word == "Uppfyllt"


def test_days_that_come_are_told_apart_from_days_that_were() -> None:
    words = explained(stored(), "2020-03-10")
    assert [(line.date.day, line.is_coming) for line in words.periods[0].lines] == [
        (9, False),
        (10, True),
        (11, True),
        (12, True),
    ]
    assert words.sum.replace("\xa0", " ") == "0 dygn, 0 kr"


def test_the_day_of_the_notice_is_explained_before_any_night() -> None:
    words = explained(stored(), "2020-03-09")
    assert [line.is_coming for line in words.periods[0].lines] == [True] * 4
    assert words.before is not None
    assert words.before.sentence == "Betalningsansvar inträder torsdag 12 mars om inget händer."
    assert words.before.stopped_by == (
        "Stockholm stoppar det genom att ta emot personen senast torsdag 12 mars: då debiteras inga dygn."
    )
    assert words.kept.night.startswith("Ingen natt har beräknat ärendet än.")


def test_day_zero_is_explained_by_the_cutoff_that_made_it() -> None:
    """That of the day of the notice, whatever the terms of day zero have."""
    [old] = [terms for terms in reference_terms() if terms.in_force_on(on("2020-03-09")) and is_ours(terms)]
    before = replace(old, valid_to=on("2020-03-09"))
    after = replace(old, valid_from=on("2020-03-10"), cutoff=time(15))
    rules = Rulebook([before, after], reference_rates())
    words = explained(stored(ready=[ready("2020-03-09 13:00")]), "2020-03-16", rules=rules)
    assert fact(words, "Dag noll", 1).text == (
        "Tisdag 10 mars: räknas från 9 mars 13.00, efter 12.00, så dag noll är nästa dag."
    )


def is_ours(terms: CareTerms) -> bool:
    return terms.scope == COUNTY and CareType.SOMATIC in terms.care_types


def test_a_day_of_discharge_that_is_charged_is_not_said_to_be_free() -> None:
    facts = stored(discharged_at=iso("2020-03-12 11:00"))
    words = explained(facts, "2020-03-16", rules=rules_with(discharge_day_charged=True))
    assert words.sum.startswith("1 dygn")
    assert fact(words, "Slut", 1).text == "Utskriven 12 mars 11.00."
    assert fact(words, "Betalningsansvar från", 1).text == "Torsdag 12 mars."
    free = explained(facts, "2020-03-16")
    assert fact(free, "Slut", 1).text == "Utskriven 12 mars 11.00: dagen debiteras inte."
    assert fact(free, "Betalningsansvar skulle ha börjat", 1).text == "Torsdag 12 mars."


def test_a_day_of_discharge_that_will_be_charged_is_not_said_to_be_free_on_the_day_itself() -> None:
    facts = stored(discharged_at=iso("2020-03-12 11:00"))
    words = explained(facts, "2020-03-12", rules=rules_with(discharge_day_charged=True))
    assert words.sum.startswith("0 dygn")
    assert fact(words, "Slut", 1).text == "Utskriven 12 mars 11.00."
    assert fact(words, "Betalningsansvar från", 1).text == "Torsdag 12 mars."
    free = explained(facts, "2020-03-12")
    assert fact(free, "Slut", 1).text == "Utskriven 12 mars 11.00: dagen debiteras inte."
    assert fact(free, "Betalningsansvar skulle ha börjat", 1).text == "Torsdag 12 mars."


def test_where_the_day_of_going_home_is_charged_it_is_not_said_to_stop_the_money() -> None:
    """Before the start by going home the day before it; then only the days after it are free."""
    charged = rules_with(discharge_day_charged=True)
    before, after = (explained(stored(), day, rules=charged).before for day in ("2020-03-10", "2020-03-12"))
    assert before
    assert before.stopped_by == (
        "Stockholm stoppar det genom att ta emot personen senast onsdag 11 mars: då debiteras inga dygn."
    )
    assert after
    assert after.stopped_by.endswith("inga dygn debiteras efter den dag personen går hem.")
    free = explained(stored(), "2020-03-13").before
    assert free
    assert free.stopped_by.endswith("inga dygn debiteras från den dag personen går hem.")


def test_a_discharge_that_is_corrected_over_the_end_of_a_month_names_the_months_that_are_closed() -> None:
    march, april = date(2020, 3, 1), date(2020, 4, 1)
    before, after = (
        explain(stored(discharged_at=iso(f"2020-{day} 09:00")), on("2020-04-10"), reference_rulebook())
        for day in ("03-17", "04-03")
    )
    assert before
    assert after
    assert closed_months(before, after, None) == []
    assert closed_months(before, before, april) == []
    assert closed_months(before, after, march) == [
        "Mars 2020 är stängd: skillnaden blir en korrigering i den öppna månaden."
    ]
    [said] = closed_months(before, after, april)
    assert said.startswith("Mars 2020 och april 2020 är stängda: ")
