"""What must be true before something is said in a SIP."""

from __future__ import annotations

from discharge.process.message_type import Rule, UnitRule
from discharge.process.state import CaseKind, CaseState
from discharge.process.words import ANSWERS_TO_PLAN, AT_HOME, OUTPATIENT
from municipalities.units.parties import Party

#: Before a meeting, or while it is known that there is to be one.
SURVEYED = Rule(
    lambda s: s.kind is CaseKind.SIP or s.sip.planned is not None or s.owes_sip_call,
    "Först när en SIP ska göras. Kalla till SIP, eller invänta kallelsen.",
    far_ahead=True,
    removed_by="sip_call",
)
#: The answer to a plan that says yes.
CONFIRMS = ANSWERS_TO_PLAN[0][0]


def _parties_that_call(state: CaseState) -> frozenset[Party]:
    """Who calls to a SIP: either side outside a stay, else outpatient care."""
    return AT_HOME if state.kind is CaseKind.SIP else OUTPATIENT


NOT_CLOSED = Rule(
    lambda s: s.sip.closed_at is None,
    "SIP är avslutad. Starta en ny SIP om personen behöver en igen.",
    removed_by="sip_start",
)
CONTACT_NAMED = Rule(
    lambda s: s.kind is CaseKind.SIP or s.care_contact_at is not None,
    "Först när fast vårdkontakt är utsedd. Utse en fast vårdkontakt.",
    removed_by="care_contact",
)
WANTED = Rule(
    lambda s: not s.declines_sip,
    "Personen har avböjt SIP. Registrera att personen vill ha SIP, om det har ändrats.",
    of_person=True,
    removed_by="sip_wish",
)
NOT_CALLED = Rule(
    lambda s: s.sip.planned is None,
    "Ett möte är redan planerat. Ändra kallelsen eller ställ in mötet.",
    far_ahead=True,
    removed_by="sip_call_change",
)
CALLED = Rule(
    lambda s: s.sip.planned is not None,
    "Först när en kallelse till SIP har skickats. Invänta kallelsen från öppenvården.",
    far_ahead=True,
    own="Först när en kallelse till SIP har skickats. Kalla till SIP först.",
    mended_by=_parties_that_call,
    removed_by="sip_call",
)
#: A samordnad vårdplan need not come out of a meeting.
MET = Rule(
    lambda s: bool(s.sip.held) or s.compulsory_outpatient_care,
    "Först när SIP-mötet är dokumenterat. Dokumentera vad ni kom fram till på mötet.",
    far_ahead=True,
    removed_by="sip_meeting",
)
PLANNED = Rule(
    lambda s: s.sip.version is not None,
    "Först när planen är upprättad. Skriv planen, eller invänta den.",
    far_ahead=True,
    removed_by="sip_plan",
)
RUNNING = Rule(
    lambda s: s.kind is CaseKind.SIP or s.sip.is_running,
    "Ingen SIP pågår. Be öppenvården att kalla om personen behöver en.",
    far_ahead=True,
    own="Ingen SIP pågår. Kalla till SIP om personen behöver en.",
    mended_by=_parties_that_call,
    removed_by="sip_call",
)


def plan_name(state: CaseState) -> str:
    """What the plan is: under compulsory outpatient care a samordnad vårdplan takes the SIP's place."""
    if state.compulsory_outpatient_care:
        return "Samordnad vårdplan"
    return "Samordnad individuell plan (SIP)"


PEOPLE_CALLED = Rule(
    lambda s: s.sip.planned is not None and bool(s.sip.planned.people),
    "Bara enheter är kallade till mötet. Ändra kallelsen om fler ska vara med.",
    far_ahead=True,
    removed_by="sip_call_change",
)
#: Or anybody, when the unit that called has left the case.
CALLER = UnitRule(
    lambda s, unit: (
        (meeting := s.sip.planned) is None or meeting.called_by == unit or not s.acts(meeting.called_by)
    ),
    "Den enhet som kallade ändrar eller ställer in mötet. Svara på kallelsen.",
    removed_by="sip_answer",
)
INVITED = UnitRule(
    lambda s, unit: s.sip.planned is None or unit in s.sip.planned.called,
    "Er enhet är inte kallad till mötet. Be den som kallade att ändra kallelsen om ni ska vara med.",
)
OTHERS_VERSION = UnitRule(
    lambda s, unit: (
        (version := s.sip.version) is None or (version.unit != unit and version.answers.get(unit) != CONFIRMS)
    ),
    "Er enhet har redan skrivit eller bekräftat den versionen av planen. "
    "Skriv en ny version om något ska ändras.",
    removed_by="sip_plan",
)
