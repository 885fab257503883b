"""A search for a place to live, folded: whom it asks, what is counted, after which care."""

from __future__ import annotations

from discharge import process
from discharge.process import MESSAGE_TYPES
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, OTHER_OFFICE, Story
from tests.factories.discharge.placements import search


def test_the_coordinator_is_asked_and_its_attempts_are_counted() -> None:
    story = search()
    assert (OTHER_OFFICE, "placement_attempt") in {(t.unit, t.type) for t in story.state().tasks}
    for result in ("full", "offered"):
        story.say(OFFICE, "placement_attempt", result=result, free_from=None)
    placement = story.state().placement
    assert placement is not None
    assert (placement.attempts, placement.offers, placement.outcome) == (2, 1, "")
    assert "placement_attempt" not in [task.type for task in story.state().tasks]
    story.say(OFFICE, "placement_outcome", outcome="placed")
    ended = story.state().placement
    assert ended is not None
    assert ended.outcome == "placed"


def test_a_place_is_searched_for_after_psychiatric_or_addiction_care_alone() -> None:
    somatic = Story().state()
    listed = {message_type.name for message_type, _ in process.available(somatic, OFFICE, Party.MUNICIPAL)}
    assert "placement_request" not in listed
    assert MESSAGE_TYPES["placement_request"].refusals(somatic, OFFICE) == [
        "Placeringssamordnaren hjälper till efter psykiatrisk vård och beroendevård. Sök boende som vanligt."
    ]
    assert MESSAGE_TYPES["placement_request"].refusals(search().state(), OFFICE) == [
        "Placeringssamordnaren söker redan. Registrera försök eller utfall."
    ]


def test_the_coordinator_sends_nothing_but_attempts_and_outcomes() -> None:
    names = {
        message_type.name
        for message_type, _ in process.available(search().state(), OTHER_OFFICE, Party.PLACEMENT)
    }
    assert names == {"placement_attempt", "placement_outcome"}
