"""Invite somebody to a local account from the command line (the first one, before anybody can log in)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from municipalities import actions
from municipalities.models import User


class Command(BaseCommand):
    help = "Prints a link that works once, within two days; ends sessions, password and second factors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user named {options['username']}.")
        try:
            path = actions.invite(user=user, by=None)
        except actions.Refused as refused:
            raise CommandError(str(refused)) from refused
        site = settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else ""
        self.stdout.write(f"{site}{path}")
        if not site:
            self.stderr.write("ORIGINS is empty, so the site's own address is to be put before the link.")
