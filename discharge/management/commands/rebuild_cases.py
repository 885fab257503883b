"""`manage.py rebuild_cases`: folds every case's messages again and compares, or rewrites, what is derived."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from discharge.actions.sending import derive
from discharge.models import Case
from discharge.process import fold
from discharge.queries import journal

BATCH = 200


class Command(BaseCommand):
    help = "Räknar om varje ärende ur dess meddelanden och rättar de kolumner som säger något annat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="ändra ingenting; visa skillnader och avsluta med fel om det finns någon",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total, done, different = Case.objects.count(), 0, 0
        # By id, a batch at a time, so that the memory does not grow with the cases.
        ids = Case.objects.order_by("pk").values_list("pk", flat=True)
        case_ids = list(ids[:BATCH])
        while case_ids:
            for case in _with_derived(case_ids):
                if not derive.find_differences(case, fold(journal.read(case.pk))):
                    continue
                if found := _find_differences(case.pk, rewrite=not options["check"]):
                    different += 1
                    # The names of the columns and never their values, which may tell something of a patient.
                    self.stdout.write(f"{case.pk} {' '.join(found)}")
            done += len(case_ids)
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done} av {total} ", ending="" if done < total else "\n")
            case_ids = list(ids.filter(pk__gt=case_ids[-1])[:BATCH])
        self.stdout.write(f"{done} ärenden, {different} med skillnader.")
        if different and options["check"]:
            raise CommandError("Kolumnerna stämmer inte med meddelandena. Rätta dem med rebuild_cases.")


@transaction.atomic
def _find_differences(case_id: UUID, *, rewrite: bool) -> list[str]:
    """Looked at again under the lock that sending takes: a message may have come in between."""
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    (case,) = _with_derived([case_id])
    state = fold(journal.read(case_id))
    found = derive.find_differences(case, state)
    if found and rewrite:
        derive.write_derived(case, state)
    return found


def _with_derived(case_ids: Sequence[UUID]) -> list[Case]:
    cases = (
        Case.objects.filter(pk__in=case_ids)
        .select_related("facts", "sip_facts", "planned_or_not")
        .prefetch_related("participations")
    )
    return list(cases.order_by("pk"))
