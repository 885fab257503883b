"""Why days or a case can't be invoiced: what stands on HSF's list until somebody has put it right."""

from __future__ import annotations

from django.db.models import Case, CharField, Q, Value, When

from billing.liability import Reason
from municipalities.units.parties import Word


class Obstacle(Word):
    """In the order in which a page shows them."""

    NOT_COMPUTED = "not_computed", "Kunde inte beräknas"
    NO_MUNICIPALITY = "no_municipality", "Ingen kommun"
    TERMS_MISSING = "terms_missing", "Villkor saknas"
    RATE_MISSING = "rate_missing", "Dygnsbelopp saknas"
    RATE_UNVERIFIED = "rate_unverified", "Okontrollerat dygnsbelopp"
    RATE_INVENTED = "rate_invented", "Påhittat dygnsbelopp"


_CHARGED = Q(state="charged")
#: What is true of a day that lacks something; the first that holds is said. Without a payer the terms are
#: the county's, so that stands before them.
OF_DAYS = {
    Obstacle.NO_MUNICIPALITY: Q(reasons__contains=[Reason.NO_MUNICIPALITY.value]),
    Obstacle.TERMS_MISSING: Q(reasons__contains=[Reason.TERMS_MISSING.value]),
    Obstacle.RATE_MISSING: _CHARGED & Q(rate__isnull=True),
    Obstacle.RATE_UNVERIFIED: _CHARGED & Q(rate_status="unverified"),
    Obstacle.RATE_INVENTED: _CHARGED & Q(rate_status="invented"),
}
#: Those of a year's rate, which a mean can have as well as a day.
OF_RATES = (Obstacle.RATE_MISSING.value, Obstacle.RATE_UNVERIFIED.value, Obstacle.RATE_INVENTED.value)
#: Of a day; nothing where it can be invoiced.
OBSTACLE = Case(
    *(When(true_of, then=Value(obstacle.value)) for obstacle, true_of in OF_DAYS.items()),
    output_field=CharField(),
)
