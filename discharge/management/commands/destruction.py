"""Destroying content on IVO's decision, disposal lists and legal holds; run by the owner role, two people."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from discharge.actions import destruction as actions
from discharge.models import Case, Destruction
from discharge.process import Refused
from municipalities.models import User
from municipalities.swedish.clock import local_date


class Command(BaseCommand):
    help = "Förstör innehåll efter beslut av IVO eller vid gallring: en begär, en annan bekräftar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        request = verbs.add_parser("request", help="begär förstöring efter beslut av IVO")
        request.add_argument("case", help="ärendereferens")
        request.add_argument("--message", type=UUID, action="append", default=[], help="annars alla")
        request.add_argument("--decision", required=True, help="IVO:s diarienummer")
        request.add_argument("--decided-on", type=date.fromisoformat, required=True)
        verbs.add_parser("propose-disposal", help="gör en gallringslista av det som är äldre än tio år")
        confirm = verbs.add_parser("confirm", help="bekräfta det som någon annan har begärt")
        confirm.add_argument("destruction", type=UUID, nargs="+")
        hold = verbs.add_parser("hold", help="undanta ett ärende från gallring och förstöring")
        hold.add_argument("case")
        hold.add_argument("--reason", required=True)
        verbs.add_parser("lift-hold", help="häv undantaget").add_argument("case")
        for name, verb in verbs.choices.items():
            verb.add_argument("--by", required=True, help="användarnamn för den som gör det")
            verb.set_defaults(run=getattr(self, f"_{name.replace('-', '_')}"))
        person = verbs.add_parser("cases", help="visa en persons ärenden, också under kopplade nummer")
        person.add_argument("number", help="tolv tecken utan bindestreck")
        person.set_defaults(run=self._list_cases)
        verbs.add_parser("list", help="visa det som väntar på bekräftelse").set_defaults(
            run=self._list_waiting
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["run"](options)
        except Refused as refused:
            raise CommandError(refused.message) from None

    def _request(self, options: dict[str, Any]) -> None:
        asked = actions.request_destruction(
            by=_find_user(options["by"]),
            case=_find_case(options["case"]),
            messages=options["message"],
            decision=options["decision"],
            decided_on=options["decided_on"],
            now=timezone.now(),
        )
        self.stdout.write(f"Begärt: {asked.pk}. En annan bekräftar med: destruction confirm {asked.pk}")

    def _propose_disposal(self, options: dict[str, Any]) -> None:
        found = actions.propose_disposal(by=_find_user(options["by"]), now=timezone.now())
        self.stdout.write(f"{len(found)} ärenden på gallringslistan. Granska dem med: destruction list")

    def _confirm(self, options: dict[str, Any]) -> None:
        by = _find_user(options["by"])
        for one in options["destruction"]:
            count = actions.confirm_destruction(by=by, destruction_id=one, now=timezone.now())
            self.stdout.write(f"{one}: innehållet i {count} meddelanden är förstört.")

    def _hold(self, options: dict[str, Any]) -> None:
        case = _find_case(options["case"])
        actions.hold_case(
            by=_find_user(options["by"]), case=case, reason=options["reason"], now=timezone.now()
        )
        self.stdout.write(f"{case.reference} är undantaget.")

    def _lift_hold(self, options: dict[str, Any]) -> None:
        case = _find_case(options["case"])
        actions.lift_hold(by=_find_user(options["by"]), case=case, now=timezone.now())
        self.stdout.write(f"Undantaget för {case.reference} är hävt.")

    def _list_cases(self, options: dict[str, Any]) -> None:
        for case in actions.cases_of_person(options["number"]):
            self.stdout.write(f"{case.reference}  {local_date(case.admitted_at)}")

    def _list_waiting(self, options: dict[str, Any]) -> None:
        waiting = Destruction.objects.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
        for one in waiting.select_related("case", "requested_by").order_by("requested_at", "case__reference"):
            self.stdout.write(
                f"{one.pk}  {one.case.reference}  {one.get_ground_display()}, {one.decision} "
                f"({one.decided_on}), {len(one.messages)} meddelanden, begärt av {one.requested_by.username}"
            )


def _find_user(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"Användaren {username} finns inte.")
    return user


def _find_case(reference: str) -> Case:
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        raise Refused(f"Ärendet {reference} finns inte.")
    return case
