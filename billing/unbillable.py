"""Why days or a case can't be invoiced: what stands on HSF's list until somebody has put it right."""

from __future__ import annotations

from municipalities.parties import Word


class Obstacle(Word):
    """In the order in which a page shows them."""

    NOT_COMPUTED = "not_computed", "Kunde inte beräknas"
    NO_MUNICIPALITY = "no_municipality", "Ingen kommun"
    TERMS_MISSING = "terms_missing", "Villkor saknas"
    RATE_MISSING = "rate_missing", "Dygnsbelopp saknas"
    RATE_UNVERIFIED = "rate_unverified", "Okontrollerat dygnsbelopp"
    RATE_INVENTED = "rate_invented", "Påhittat dygnsbelopp"
