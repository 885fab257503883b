"""The terms and rates that cases are computed with on this site, as the pure rules take them.

Each process keeps the rulebook that it has read, under the version that it read first; a trigger gives
the rules a new version with every change, so that no process computes with old ones.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache, lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection

from billing import liability
from billing.models import Certainty, DailyRate, Terms
from discharge.process import FACTS_VERSION
from municipalities.swedish.clock import ONE_DAY, midnight
from municipalities.swedish.weekdays import is_weekday

#: Of the program's own rules: of the fold to facts, and of what facts come to. The second is raised when
#: `billing/liability` comes to something else; the next night then computes closed cases too.
CODE_VERSION = f"{FACTS_VERSION}.3"

#: The days of which holidays and Stockholm's clock are looked at: no stay is older, or comes later than that.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2049, 12, 31)


def rulebook() -> liability.Rulebook:
    """One small query; the rules themselves are read when they have changed."""
    return _read_rulebook(rules_version())


def rules_version() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM billing_rules_version")
        (version,) = cursor.fetchone()
    return version


@cache
def program_version() -> str:
    """Of the program's own rules, and of the holidays and time zones that its packages bring."""
    calendar, day = [], _FIRST_DAY
    while day <= _LAST_DAY:
        calendar.append(f"{is_weekday(day):d}{midnight(day).utcoffset()}")
        day += ONE_DAY
    return f"{CODE_VERSION}.{hashlib.sha256(' '.join(calendar).encode()).hexdigest()[:16]}"


@lru_cache(maxsize=4)
def rules_digest(rules: liability.Rulebook) -> str:
    """Of all that outcomes follow from beside the case and the day: the program, terms and rates.

    Of what the rules say and not of their version, so that rules which were read while they changed have a
    digest of their own, and a site that leaves invented rates out has another than one that does not.
    """
    said = [program_version(), *map(repr, rules.terms), *map(repr, rules.rates)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@lru_cache(maxsize=1)
def _read_rulebook(version: UUID) -> liability.Rulebook:
    terms = Terms.objects.select_related("agreement").order_by("agreement", "care_type", "valid")
    # Rates that were made up for the demonstration county charge nobody anywhere else.
    rows = DailyRate.objects.order_by("year", "care_type")
    rates = [
        liability.Rate(
            year=row.year,
            kronor=row.kronor,
            care_type=liability.CareType(row.care_type) if row.care_type else None,
            source=row.source,
            status=row.status,
        )
        for row in (rows if settings.DEMO else rows.exclude(status=Certainty.INVENTED))
    ]
    return liability.Rulebook([as_rule(row) for row in terms], rates)


def as_rule(row: Terms) -> liability.CareTerms:
    return liability.CareTerms(
        scope=row.agreement.key,
        care_types=frozenset([liability.CareType(row.care_type)]),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        unit=liability.Unit(row.unit),
        model=liability.Model(row.model),
        settlement=liability.Settlement(row.settlement) if row.settlement else None,
        **{name: getattr(row, name) for name in Terms.COPIED if name not in ("unit", "model")},
    )
