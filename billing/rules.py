"""The terms and rates that cases are computed with on this site."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from billing.liability import Rulebook
from billing.reference_data import reference_rates, reference_terms

INVENTED = "invented"


@cache
def rulebook() -> Rulebook:
    """Rates that were made up for the demonstration county charge nobody anywhere else."""
    rates = [rate for rate in reference_rates() if settings.DEMO or rate.status != INVENTED]
    return Rulebook(reference_terms(), rates)
