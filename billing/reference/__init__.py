"""Loads the terms and rates beside this module into the database, after each migrate.

Adds what is missing and changes nothing: what has been edited, or ended, stays as it is. Rates that
were made up for the demonstration county are loaded there only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from billing.models import Agreement, Certainty, DailyRate, Terms
from billing.reference.reading import reference_rates, reference_terms
from municipalities.units.parties import CareType

NAMES = {
    Agreement.Scope.COUNTY.value: "Region Stockholm och länets kommuner",
    Agreement.Scope.STATUTE.value: "Lagen (2017:612), när ingen överenskommelse binder",
}


def load(**kwargs: Any) -> None:
    for terms in reference_terms():
        agreement, _ = Agreement.objects.get_or_create(
            scope=terms.scope, municipality=None, defaults={"name": NAMES[terms.scope]}
        )
        valid = DateRange(terms.valid_from, terms.valid_to and terms.valid_to + timedelta(days=1))
        for care_type in CareType:
            there = agreement.terms.filter(care_type=care_type, valid__overlap=valid)
            if care_type.value in terms.care_types and not there.exists():
                Terms.objects.create(
                    agreement=agreement,
                    care_type=care_type,
                    valid=valid,
                    settlement=terms.settlement or "",
                    **{name: getattr(terms, name) for name in Terms.COPIED},
                )
    for rate in reference_rates():
        if settings.DEMO or rate.status != Certainty.INVENTED:
            DailyRate.objects.get_or_create(
                year=rate.year,
                care_type=rate.care_type or "",
                defaults={"kronor": rate.kronor, "source": rate.source, "status": rate.status},
            )
