"""The search for a place to live: its words, its rules, and what its messages change."""

from __future__ import annotations

from discharge.process.message_type import Rule
from discharge.process.state import CaseState, Entry, Placement
from discharge.process.words import MUNICIPAL
from municipalities.units.parties import CareType

OFFERED = "offered"
NEEDS = (
    ("acting_out", "Utagerande beteende"),
    ("addiction", "Pågående missbruk"),
    ("somatic", "Hemlös med svår somatisk sjukdom"),
    ("disability", "Fysisk funktionsnedsättning"),
    ("other", "Annat"),
)
RESULTS = (
    ("asked", "Väntar på svar"),
    (OFFERED, "Erbjuder plats"),
    ("full", "Har ingen plats"),
    ("unsuitable", "Kan inte möta behovet"),
    ("declined", "Personen tackade nej"),
)
OUTCOMES = (
    ("placed", "Placerad"),
    ("own_home", "Eget boende med stöd"),
    ("not_found", "Ingen plats hittades"),
    ("not_needed", "Behovet har upphört"),
)

PLACEABLE = Rule(
    lambda s: s.care_type in (CareType.PSYCHIATRIC, CareType.ADDICTION),
    "Placeringssamordnaren hjälper till efter psykiatrisk vård och beroendevård. Sök boende som vanligt.",
    far_ahead=True,
)
NOT_SEARCHING = Rule(
    lambda s: s.placement is None or bool(s.placement.outcome),
    "Placeringssamordnaren söker redan. Registrera försök eller utfall.",
    far_ahead=True,
)
SEARCHING = Rule(
    lambda s: s.placement is not None and not s.placement.outcome,
    "Först när stöd har begärts. Invänta begäran från kommunen.",
    far_ahead=True,
    own="Först när stöd har begärts. Begär stöd av placeringssamordnaren.",
    mended_by=lambda s: MUNICIPAL,
)


def request(state: CaseState, entry: Entry) -> None:
    state.placement = Placement(entry.sent_at, entry.id, entry.facts["need"])


def attempt(state: CaseState, entry: Entry) -> None:
    if state.placement:
        state.placement.attempts += 1
        state.placement.offers += entry.facts["result"] == OFFERED
        state.placement.last_at = entry.sent_at
    state.asked = [task for task in state.asked if task.type != entry.type]


def end(state: CaseState, entry: Entry) -> None:
    if state.placement:
        state.placement.outcome = entry.facts["outcome"]
        state.placement.ended_at = state.placement.last_at = entry.sent_at
    state.asked = [task for task in state.asked if task.type != "placement_attempt"]
