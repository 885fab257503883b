"""Who may log in to the demonstration; `make run` shows it when the site answers."""

from typing import Any

from django.core.management.base import BaseCommand

from municipalities.login.demonstration import accounts


class Command(BaseCommand):
    help = "Lists the demonstration's accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Choose an account on the login page; none has a password:")
        for account in accounts:
            name = f"{account.given_name} {account.family_name}"
            self.stdout.write(f"  {account.username:<12} {name:<18} {account.description}")
