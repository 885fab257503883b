"""`manage.py add_organisation`: the region, a private care provider or Storsthlm (owner role).

Municipalities come with `migrate`. Units then come with the HSA catalogue, by organisation number.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from municipalities.models import Organisation

KINDS = [kind.value for kind in Organisation.Kind if kind is not Organisation.Kind.MUNICIPALITY]


class Command(BaseCommand):
    help = "Lägger upp en organisation som HSA-katalogens enheter hör till."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("name", help="till exempel Region Stockholm")
        parser.add_argument("organisation_number", help="NNNNNN-NNNN, som i HSA-katalogens export")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = orgnr.format(orgnr.validate(options["organisation_number"]))
        except ValidationError:
            raise CommandError("Organisationsnumret stämmer inte. Skriv NNNNNN-NNNN.") from None
        known = Organisation.objects.filter(organisation_number=number).first()
        if known:
            raise CommandError(f"Organisationsnumret tillhör redan {known}.")
        organisation, made = Organisation.objects.get_or_create(
            kind=options["kind"], name=options["name"], defaults={"organisation_number": number}
        )
        if not made:
            raise CommandError(f"{organisation} finns redan, med {organisation.organisation_number}.")
        self.stdout.write(f"{organisation}, {number}.")
