"""`manage.py merge_districts`: the open cases of merged districts follow to their successors (owner role).

To be run on the day a merger takes effect, and safe to run on any day.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from discharge.actions import follow_merger
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role, Unit, User
from municipalities.refusal import Refused
from municipalities.units.parties import Party

#: Whose name the handovers carry: nobody can log in as it.
USERNAME = "stadsdelsreform"


class Command(BaseCommand):
    help = "Lämnar över upphörda stadsdelars pågående ärenden till den stadsdel som de har gått upp i."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        merged = Unit.objects.filter(
            party=Party.MUNICIPAL,
            district__valid_to__lt=today,
            district__merged_into__isnull=False,
        )
        offices = merged.select_related("district__merged_into", "municipality")
        refusals = []
        for office in offices:
            user, _ = User.objects.get_or_create(
                username=USERNAME,
                defaults={"first_name": "Stadsdelsreformen", "is_active": False, "password": "!"},
            )
            # An assignment of today alone at the office that has ended.
            by, _ = Assignment.objects.get_or_create(
                user=user, unit=office, role=Role.CASE_OFFICER, valid_from=today, defaults={"valid_to": today}
            )
            try:
                with acting(by):
                    number = follow_merger(by=by, now=timezone.now)
                self.stdout.write(f"{office.name}: {number} ärenden överlämnade.")
            except Refused as refused:
                # Its cases stay where they are; the others go on.
                refusals.append(f"{office.name}: {refused.message}")
        if refusals:
            raise CommandError(" ".join(refusals))
