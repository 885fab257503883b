"""What pages cost the processor, in units of the bare view, and the bare view in units of the constant one.

The processor's time of this process and of its two backends in PostgreSQL; one request of each page in turn,
round after round, so that what the machine does meanwhile falls on all of them.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.db.models import Count
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from discharge import queries
from discharge.models import Case, Message, Participation
from discharge.process import MESSAGE_TYPES
from discharge.queries.persons import put_persons_on
from municipalities.access.acting import acting
from municipalities.access.middleware import SESSION_KEY
from municipalities.ids import new_id
from municipalities.models import Assignment
from vardovergang.bench import bare
from vardovergang.bench.figures import Figure, Stopwatch, backends_clock

#: Each of the pages in turn, so often; the first rounds warm the caches.
ROUNDS, WARMING = 25, 2
#: A unit of a municipality, whose lists are the large ones; who sees the county's months; and its figures.
CARE, MONEY, FIGURES = "huddinge", "hsf", "storsthlm"
#: What is written in a case of about so many messages.
TYPE, MESSAGES = "planning_note", 15
LIST = {"lista": "inneliggande"}
CONSTANT, BARE, POST = "constant-view", "bare-view", "message"
#: In units of the bare view.
AIMS = {
    "worklist": "≤ 2.5",
    "case-page": "≤ 2.2",
    "send-form": "≤ 1.3",
    POST: "≤ 1.6",
    "row-open": "",
    "acknowledge": "",
    "search": "",
    "statistics": "≤ 1.8",
    "months": "≤ 1.5",
}
#: What htmx says where it asks for a row of the list.
IN_LIST = {"HX-Request": "true", "HX-Current-URL": "http://localhost/arbetslista/?lista=inneliggande"}
NONE: Mapping[str, str] = {}
Ask = Callable[[], None]


class PageFailed(Exception):
    """A measured page answered something else than it should."""


class NoCase(Exception):
    """The unit has no case in which the message could be written, or too few of them."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case in which the unit may write, and what its form has when it is sent."""

    case_id: UUID
    values: Mapping[str, str]


def measure(cases: int, rounds: int = ROUNDS) -> Iterator[Figure]:
    took, clock = defaultdict(list), backends_clock()
    # As the server does: what lives as long as the process is no garbage.
    gc.collect()
    gc.freeze()
    with override_settings(ROOT_URLCONF=bare.__name__):
        pages = _pages(WARMING + rounds)
        for _ in range(WARMING + rounds):
            for name, ask in pages.items():
                with Stopwatch(clock) as watch:
                    ask()
                took[name].append(watch.seconds)
    cost = {name: median(seconds[WARMING:]) for name, seconds in took.items()}
    name = "Django's session and login with a constant answer"
    yield Figure(BARE, cost[BARE] * 1000, "ms", cases, cost[BARE] / cost[CONSTANT], name, "≤ 3.5")
    name = "the bare view: all middlewares, 50 rows, the log, the frame"
    for page, aim in AIMS.items():
        yield Figure(page, cost[page] * 1000, "ms", cases, cost[page] / cost[BARE], name, aim)


def log_in(username: str) -> Client:
    """A browser of the account, which acts for its first unit."""
    by = assignment_of(username)
    client = Client(SERVER_NAME="localhost")
    client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = str(by.pk)
    session.save()
    return client


def assignment_of(username: str) -> Assignment:
    found = Assignment.objects.select_related("user", "unit", "unit__municipality").order_by("pk")
    return found.filter(user__username=username)[0]


def _pages(posts: int) -> dict[str, Ask]:
    reader, invoicer, statistician = map(log_in, (CARE, MONEY, FIGURES))
    open_cases = find_open_cases(assignment_of(CARE), posts)
    with acting(assignment_of(CARE)):
        case = Case.objects.get(pk=open_cases[0].case_id)
        put_persons_on([case])
        searched = case.person.family_name
    case_id, to_write = open_cases[0].case_id, iter(open_cases)

    def write() -> None:
        one = next(to_write)
        form = {"submission": new_id(), **one.values}
        _expect(reader.post(reverse("discharge:send", args=[one.case_id, TYPE]), form).status_code, 302)
        # What is said of it is not shown on the next page.
        reader.cookies.pop("messages", None)

    to_acknowledge = iter(find_unread(assignment_of(CARE), posts))

    def acknowledge() -> None:
        """As in a row of the list that is open: the row comes back, and the lists' numbers."""
        one, unread = next(to_acknowledge)
        address = reverse("discharge:row", args=[one])
        _expect(reader.post(address, {"message": unread}, headers=IN_LIST).status_code, 200)
        reader.cookies.pop("messages", None)

    def search() -> None:
        _expect(reader.post(reverse("discharge:search"), {"text": searched}).status_code, 302)
        _expect(reader.get(reverse("discharge:search")).status_code, 200)

    # The same browser before a Django that has nothing but sessions and login.
    constant = Client(SERVER_NAME="localhost")
    constant.cookies = reader.cookies
    with override_settings(MIDDLEWARE=bare.MIDDLEWARE):
        constant.handler.load_middleware()
    return {
        CONSTANT: _getting(constant, bare.CONSTANT),
        BARE: _getting(reader, bare.BARE),
        "worklist": _getting(reader, reverse("discharge:worklist"), LIST),
        "case-page": _getting(reader, reverse("discharge:case", args=[case_id])),
        "send-form": _getting(reader, reverse("discharge:send", args=[case_id, TYPE])),
        POST: write,
        "row-open": _getting(reader, reverse("discharge:row", args=[case_id]), headers=IN_LIST),
        "acknowledge": acknowledge,
        "search": search,
        "statistics": _getting(statistician, reverse("statistics:overview")),
        "months": _getting(invoicer, reverse("billing:months")),
    }


def _getting(
    client: Client, address: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] = NONE
) -> Ask:
    return lambda: _expect(client.get(address, query, headers=dict(headers)).status_code, 200)


def _expect(answered: int, expected: int) -> None:
    if answered != expected:
        raise PageFailed(f"A page answered {answered} where {expected} was expected")


def find_open_cases(by: Assignment, wanted: int) -> list[OpenCase]:
    """So many copies of one case of some length, in which the unit may write while the person is there."""
    with acting(by):
        own = Participation.objects.filter(unit_id=by.unit_id, active=True, in_hospital=True)
        said = Message.objects.filter(case__in=own.values("case"), case__patient__protected_identity=False)
        alike = defaultdict(list)
        for case_id, messages in said.order_by("case").values_list("case").annotate(Count("pk")):
            # The copies of a case differ in the end of their ids.
            alike[str(case_id)[:28], messages].append(case_id)
        for key in sorted(alike, key=lambda key: abs(key[1] - MESSAGES)):
            found = [one for case_id in alike[key][:wanted] if (one := _open_case(by, case_id))]
            if len(found) == wanted:
                return found
    raise NoCase


def find_unread(by: Assignment, wanted: int) -> list[tuple[UUID, list[str]]]:
    """So many cases with what the unit has not acknowledged in each."""
    with acting(by):
        own = Participation.objects.filter(unit_id=by.unit_id, active=True, to_acknowledge__gt=0)
        found = []
        for case_id in own.order_by("pk").values_list("case", flat=True)[:wanted]:
            waiting = Message.objects.filter(
                case=case_id, recipients__unit=by.unit_id, recipients__receipts=None
            )
            found.append((case_id, [str(message) for message in waiting.values_list("pk", flat=True)]))
    if len(found) < wanted:
        raise NoCase
    return found


def _open_case(by: Assignment, case_id: UUID) -> OpenCase | None:
    state, message_type = queries.state_of(Case.objects.get(pk=case_id)), MESSAGE_TYPES[TYPE]
    if message_type.refusals(state, by.unit_id):
        return None
    version = state.versions.get((TYPE, by.unit_id), "")
    return OpenCase(case_id, {"follows": str(version), "services": "Hemtjänst fyra gånger om dagen."})
