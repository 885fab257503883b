"""Whether a party may object to a message that was entered afterwards, and whether HSF may decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.process.message_type import MessageType, UnitRule
from discharge.process.state import CaseState, Objection

NOT_ENTERED = "Meddelandet är inte inskrivet i efterhand, eller är makulerat. Öppna ärendet igen."
OWN_SIDE = "Er egen sida har skrivit in meddelandet. Rätta det eller makulera det i stället."
WAITS = "En invändning mot meddelandet finns redan, och HSF har inte beslutat än."
DECIDED = "HSF har redan beslutat om en invändning mot meddelandet."
TIME_DECIDED = "HSF har beslutat om en invändning mot tiden, så den rättas inte mer. Ring HSF om den är fel."
NO_OBJECTION = "Invändningen finns inte, eller är återtagen. Öppna listan igen."
ALREADY_DECIDED = "Invändningen är redan avgjord. Läs beslutet i ärendet."


def refusal(state: CaseState, message: UUID | None, unit: UUID) -> str:
    """Why the unit may not object to the message; empty when it may."""
    entered = state.entered_afterwards.get(message) if message else None
    part = state.parts.get(unit)
    if entered is None or part is None:
        return NOT_ENTERED
    if entered.party == part.party:
        return OWN_SIDE
    found = objection_to(state, entered.id)
    if found is None:
        return ""
    return WAITS if found.upheld is None else DECIDED


def refusal_of_decision(state: CaseState, objection: UUID | None) -> str:
    """Why the objection can't be decided; empty when it can."""
    found = state.objections.get(objection) if objection else None
    if found is None:
        return NO_OBJECTION
    return "" if found.upheld is None else ALREADY_DECIDED


def refusal_of_time(state: CaseState, message: UUID, at: datetime) -> str:
    """Why another true time can't be said of the message: nobody could object to that one."""
    found, entered = objection_to(state, message), state.entered_afterwards.get(message)
    if found is None or found.upheld is None or entered is None or entered.outside is None:
        return ""
    return "" if at == entered.outside.at else TIME_DECIDED


def problems(
    message_type: MessageType, values: Mapping[str, Any], state: CaseState, unit: UUID
) -> dict[str, str]:
    """What is wrong with the message that is objected to, or the objection that is decided, by field."""
    naming, found = message_type.naming, {}
    if naming.objects_to:
        found[naming.objects_to] = refusal(state, values.get(naming.objects_to), unit)
    if naming.decides:
        found[naming.decides] = refusal_of_decision(state, values.get(naming.decides))
    return {name: text for name, text in found.items() if text}


def objection_to(state: CaseState, message: UUID) -> Objection | None:
    """The objection to the message, decided or not; one that has been cancelled was never made."""
    return next((one for one in state.objections.values() if one.message == message), None)


def may_object(state: CaseState, message: UUID, unit: UUID) -> bool:
    return state.acts(unit) and not refusal(state, message, unit)


ENTERED_BY_OTHERS = UnitRule(
    lambda state, unit: any(may_object(state, message, unit) for message in state.entered_afterwards),
    "Det finns inget inskrivet i efterhand att invända mot. Läs i tidslinjen vad som är inskrivet.",
)
