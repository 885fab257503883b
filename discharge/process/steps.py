"""The eight steps: a row a step, and how far a case has come in each. The only judge of it.

A step is *done* when what it is for has happened, *not needed* when nobody waits for it any more, and
*missed* when it should have happened and can't any longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from discharge.process.state import CaseKind, CaseState
from municipalities.units.parties import Party

CARE_PLAN = "Samordnad vårdplan i stället för SIP: patienten får öppen tvångsvård."
Holds = Callable[[CaseState], bool]


class Standing(StrEnum):
    """How far a step has come, in the order in which it is judged: the first that holds."""

    LATE = "late"
    WAITING = "waiting"
    ENDED = "ended"
    DONE = "done"
    NOT_NEEDED = "not-needed"
    MISSED = "missed"
    LATER = "later"


def _is_never(state: CaseState) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `short` is its title where there is room for a word, `needs` who does what in it."""

    number: int
    title: str
    short: str
    done: Holds
    needs: str = ""
    not_needed: Holds = _is_never
    missed: Holds = _is_never
    #: Somebody has died, and nobody goes home.
    ended: Holds = _is_never
    about_sip: bool = False
    outside_stay: bool = False
    #: What it takes instead: the words of the first that holds.
    otherwise: tuple[tuple[Holds, str], ...] = ()

    def standing(self, state: CaseState, *, is_owed: bool, is_late: bool) -> Standing:
        """What somebody owes in it comes before what it has come to; of the wrong person it is nothing."""
        if state.mistaken_at:
            return Standing.ENDED
        holds = {
            Standing.LATE: is_late,
            Standing.WAITING: is_owed,
            Standing.ENDED: self.ended(state),
            Standing.DONE: self.done(state),
            Standing.NOT_NEEDED: self.not_needed(state),
            Standing.MISSED: self.missed(state),
        }
        return next((standing for standing in Standing if holds.get(standing)), Standing.LATER)

    def needs_in(self, state: CaseState) -> str:
        """What the step takes now; under compulsory outpatient care another plan takes the SIP's place."""
        if state.mistaken_at or self.done(state) or self.missed(state):
            return ""
        if self.about_sip and state.compulsory_outpatient_care and not state.deceased_at:
            return CARE_PLAN
        if self.not_needed(state):
            return ""
        return next((words for holds, words in self.otherwise if holds(state)), self.needs)


def _is_over(state: CaseState) -> bool:
    """Nobody does any more what is done while the person is in hospital, or the case."""
    return not state.is_open and state.ended_at is not None


def _is_nobodys(state: CaseState) -> bool:
    """The person has died, or leaves by the ordinary routine."""
    return state.deceased_at is not None or state.outside_act


def _has_no_outpatient_care(state: CaseState) -> bool:
    return not any(part.party == Party.OUTPATIENT for part in state.parts.values())


def _no_sip_comes(state: CaseState) -> bool:
    """It is closed, or declined, or nobody has said that the person needs one and none has been begun."""
    if state.sip.closed_at or _is_nobodys(state):
        return True
    if state.kind is CaseKind.SIP or state.sip.is_running:
        return False
    if state.declines_sip:
        return True
    if not state.ready_periods and state.stated_need("sip_needed") is False:
        return True
    is_asked_for = state.sip_needed or state.compulsory_outpatient_care
    return not is_asked_for and (bool(state.ready_periods) or _is_over(state))


ROWS = (
    Step(
        1,
        "Inskrivningsmeddelande",
        "Inskriven",
        done=lambda s: s.admission_notice_at is not None,
    ),
    Step(
        2,
        "Fast vårdkontakt",
        "Vårdkontakt",
        done=lambda s: s.care_contact_at is not None,
        needs="Öppenvården utser en fast vårdkontakt före hemgången.",
        not_needed=lambda s: _has_no_outpatient_care(s) or _is_nobodys(s),
        missed=_is_over,
    ),
    Step(
        3,
        "Planering",
        "Planering",
        # A SIP outside a stay is planned from its start by those who are in it.
        done=lambda s: s.is_taken or s.kind is CaseKind.SIP,
        needs="Kommunen tar emot planeringen; varje part skriver sin egen del.",
        otherwise=(
            (
                lambda s: not any(part.is_office for part in s.parts.values()),
                "Ingen kommun deltar i ärendet; varje part skriver sin egen del.",
            ),
        ),
        not_needed=_is_nobodys,
        missed=_is_over,
        outside_stay=True,
    ),
    Step(
        4,
        "Kallelse till SIP",
        "SIP-kallelse",
        done=lambda s: bool(s.sip.meetings),
        needs="Den fasta vårdkontakten kallar till SIP senast tre dagar efter utskrivningsklar.",
        otherwise=(
            (lambda s: s.kind is CaseKind.SIP, "Öppenvården eller kommunen kallar till SIP."),
            (
                _has_no_outpatient_care,
                "Ingen öppenvård deltar i ärendet. Lägg till öppenvården, som kallar, om en SIP behövs.",
            ),
        ),
        not_needed=lambda s: s.compulsory_outpatient_care or _no_sip_comes(s),
        about_sip=True,
        outside_stay=True,
    ),
    Step(
        5,
        "Utskrivningsklar",
        "Utskrivningsklar",
        done=lambda s: bool(s.ready_periods) and s.ready_periods[-1].withdrawn_at is None,
        needs="Avdelningen meddelar utskrivningsklar när läkaren har gjort sin bedömning.",
        not_needed=lambda s: _is_nobodys(s) or _is_over(s),
    ),
    Step(
        6,
        "Hemgång",
        "Hemgång",
        done=lambda s: s.ended_at is not None,
        ended=lambda s: s.deceased_at is not None,
        needs="Avdelningen meddelar hemgång, lämnar utskrivningsinformation och skriver trygghetskvitto "
        "samma dag.",
    ),
    Step(
        7,
        "SIP upprättas",
        "SIP",
        done=lambda s: s.sip.version is not None,
        needs="SIP skrivs efter mötet, och varje part bekräftar sin del.",
        not_needed=_no_sip_comes,
        about_sip=True,
        outside_stay=True,
    ),
    Step(
        8,
        "SIP följs upp",
        "SIP följs upp",
        done=lambda s: bool(s.sip.follow_ups) or s.sip.closed_at is not None,
        needs="SIP följs upp på sin dag, och avslutas när den inte behövs längre.",
        not_needed=_no_sip_comes,
        about_sip=True,
        outside_stay=True,
    ),
)
#: Titles by number; and the steps where everything about a SIP is said.
STEPS = {step.number: step.title for step in ROWS}
SIP_STEPS = tuple(step.number for step in ROWS if step.about_sip)


def steps_of(state: CaseState) -> list[Step]:
    """A SIP outside a stay has those of the eight that are its own."""
    return [step for step in ROWS if step.outside_stay or state.kind is not CaseKind.SIP]


def highest_step(state: CaseState) -> int:
    """How far the case has come: the highest step that is done now (a withdrawal goes back).

    A plan that is drawn up while the person is in hospital is ahead of its step.
    """
    first, *steps = steps_of(state)
    done = (step.number for step in steps if step.done(state) and not (step.number > 6 and state.in_hospital))
    return max(done, default=first.number)
