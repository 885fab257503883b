"""The choices of a SIP: who is called beside units, who answers for what, how it stands with a goal."""

from __future__ import annotations

from collections.abc import Iterable

from discharge.process.circumstances.rows import GUARDIANS
from discharge.process.sip.state import COMES, NOT_WANTED
from discharge.process.words import MAIN_PARTIES

PATIENT, PARENT = "patient", "custodian"
#: Who speaks for the person, as the patient's circumstances name them.
SPEAKING = tuple((code, words) for code, words in GUARDIANS if code != "none")
#: Who takes part in a meeting and is no unit.
PEOPLE = (
    (PATIENT, "Den som planen gäller"),
    (PARENT, "Vårdnadshavare"),
    ("next_of_kin", "Närstående"),
    *SPEAKING,
    ("school", "Skola"),
    ("student_health", "Elevhälsa"),
    ("employer", "Arbetsgivare"),
    ("insurance", "Försäkringskassan"),
    ("employment_service", "Arbetsförmedlingen"),
    ("other", "Annan"),
)
#: Of a person who is told what the meeting is about; the others get no more than that there is one.
TOLD_WHY = (PATIENT, PARENT, *(code for code, _ in SPEAKING))

ANSWERS_OF_PEOPLE = (
    (COMES, "Kommer"),
    ("declines", "Kommer inte"),
    ("other_time", "Kan en annan tid"),
    ("not_reached", "Har inte nåtts"),
    (NOT_WANTED, "Ska inte vara med: personen samtycker inte"),
)
CAME = (("came", "Kom"), ("absent", "Kom inte"))

#: Who may answer for a service or a goal: either side, or somebody who is no party.
OURSELVES = ("patient", "relatives")
RESPONSIBLE = (
    *MAIN_PARTIES,
    ("patient", "Personen själv"),
    ("relatives", "Närstående"),
    ("school", "Skola eller elevhälsa"),
    ("other", "Annan"),
)

REACHED, PARTLY, NOT_REACHED, NOT_RELEVANT = "reached", "partly", "not_reached", "not_relevant"
STANDINGS_OF_GOALS = (
    (REACHED, "Nått"),
    (PARTLY, "Delvis nått"),
    (NOT_REACHED, "Inte nått"),
    (NOT_RELEVANT, "Inte längre aktuellt"),
)


def outcome_of(goals: Iterable[str]) -> str:
    """How it stands with the goals together; what is no longer relevant counts neither way (assumed)."""
    said = {goal for goal in goals if goal != NOT_RELEVANT}
    if not said:
        return "not_assessed"
    if said == {REACHED}:
        return REACHED
    return PARTLY if said & {REACHED, PARTLY} else NOT_REACHED
