"""What discharge's rows of the access log are about, where they are not about one case. Pure."""

from __future__ import annotations

from municipalities.units.parties import Word


class Logged(Word):
    """What a row's detail says, or begins with; with the title of a list that shows names."""

    MEETINGS = "möten", "Möteslistan"
    PLACEMENTS = "placeringar", "Placeringslistan"
    MORNING = "morgonpapper", "Morgonpapper"
    SEARCH = "sökning", "Sökning bland egna ärenden"
    LOG = "åtkomstlogg"
    SELECTION = "urval"
    PERSONS_LOG = "personens logg"
    DESTRUCTION = "förstöring och gallring"
