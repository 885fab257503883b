"""What a log reviewer judges a reading by, in words: role, part in the case, time, what else was done."""

from __future__ import annotations

from datetime import timedelta

from discharge.queries import Relation
from municipalities.access.log_rules import is_office_hours
from municipalities.models import Role
from municipalities.swedish.clock import full_words, length_words, local


def relation_facts(relation: Relation) -> list[tuple[str, str]]:
    """Names and values, in the order that they are judged by."""
    when = full_words(relation.at)
    if relation.round_the_clock:
        when = f"{when} (enheten är öppen dygnet runt)"
    elif not is_office_hours(local(relation.at)):
        when = f"{when}, utanför arbetstid"
    facts = [
        ("Roll", Role(relation.role).label if relation.role else "Uppdraget finns inte kvar"),
        ("Enhetens del i ärendet", _part_words(relation)),
        ("Ärendet", _case_words(relation)),
        ("Tidpunkt", when),
    ]
    if relation.took:
        facts.append(("Ansvar", "Användaren är handläggare i ärendet"))
    wrote_last = full_words(relation.wrote_last) if relation.wrote and relation.wrote_last else ""
    written = f"{relation.wrote}, senast {wrote_last}" if wrote_last else "Inga"
    facts.append(("Användarens meddelanden i ärendet", written))
    read = "Inga"
    if relation.read and relation.read_first and relation.read_last:
        first, last = full_words(relation.read_first), full_words(relation.read_last)
        read = "Bara den här" if relation.read == 1 else f"{relation.read}, från {first} till {last}"
    facts.append(("Användarens läsningar av ärendet", read))
    return facts


def _part_words(relation: Relation) -> str:
    if relation.part_since is None:
        return "Enheten har aldrig deltagit"
    since, ended = full_words(relation.part_since), relation.part_ended
    if relation.at < relation.part_since:
        return f"Enheten deltog inte än: den kom med {since}"
    if ended and ended < relation.at:
        return f"Enhetens del var avslutad sedan {length_words(relation.at - ended)}"
    return f"Deltog sedan {since}"


def _case_words(relation: Relation) -> str:
    if relation.at < relation.begun:
        return "Hade inte börjat"
    if relation.over and relation.over < relation.at:
        return f"Var avslutat sedan {length_words(relation.at - relation.over)}"
    return f"Hade pågått i {length_words(max(relation.at - relation.begun, timedelta(minutes=1)))}"
