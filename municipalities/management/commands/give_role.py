"""`manage.py give_role`: an assignment that no page gives, with the permission that it needs (owner role)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from municipalities.access.permissions import ORGANISATION, UNIT, permit
from municipalities.models import Assignment, Role, Unit, User


class Command(BaseCommand):
    help = "Ger ett uppdrag som inte ges på någon sida, till exempel lokal administratör."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="användarnamnet (HSA-id)")
        parser.add_argument("unit", help="enhetens HSA-id")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument(
            "--only-unit",
            action="store_true",
            help="lokal administratör för enheten, inte för hela organisationen",
        )
        parser.add_argument(
            "--name",
            nargs=2,
            metavar=("FÖRNAMN", "EFTERNAMN"),
            help="lägg upp användaren, om ingen har HSA-id:t",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        username, name, role = options["username"], options["name"], options["role"]
        try:
            if name is None or User.objects.filter(username=username).exists():
                user = User.objects.get(username=username)
            else:
                user = User(username=username, hsa_id=username, first_name=name[0], last_name=name[1])
                user.set_unusable_password()
            unit = Unit.objects.select_related("organisation").get(hsa_id=options["unit"])
        except ObjectDoesNotExist as error:
            raise CommandError(f"Finns inte: {error}") from None
        try:
            with transaction.atomic():
                user.save()
                Assignment.objects.create(user=user, unit=unit, role=role, valid_from=timezone.localdate())
                if role == Role.LOCAL_ADMINISTRATOR and options["only_unit"]:
                    assign_perm(UNIT, user, unit)
                elif role == Role.LOCAL_ADMINISTRATOR:
                    assign_perm(ORGANISATION, user, unit.organisation)
                permit(user, unit, role)
        except IntegrityError as error:
            raise CommandError(f"Rollen ges inte: {error}") from None
        self.stdout.write(f"{user.name}: {Role(role).label}, {unit.full_name}.")
