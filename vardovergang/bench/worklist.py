"""The work list's page through every middleware, beside a bare Django view of as many rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from discharge.models import Participation
from discharge.queries import PAGE_SIZE
from municipalities.access.acting import acting
from municipalities.access.middleware import SESSION_KEY
from municipalities.models import Assignment, Unit
from vardovergang.bench.figures import Figure, milliseconds

BARE = Template("""<table>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}
</table>""")


def measure(cases: int) -> Iterator[Figure]:
    by = Assignment.objects.select_related("user").get(user__username="huddinge")
    with acting(by):
        in_hospital = Participation.objects.filter(unit_id=by.unit_id, in_hospital=True)
        rows = in_hospital[:PAGE_SIZE].count()
    client = Client(SERVER_NAME="localhost")
    client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = str(by.pk)
    session.save()
    page = milliseconds(partial(_get_page, client))
    bare = milliseconds(partial(_bare_page, RequestFactory().get("/"), rows))
    yield Figure("worklist", page, "ms", cases, page / bare, f"a bare Django view of {rows} rows")


def _get_page(client: Client) -> None:
    response = client.get(reverse("discharge:worklist"), {"lista": "inneliggande"})
    if response.status_code != 200:
        raise RuntimeError(f"The work list answers {response.status_code}")


def _bare_page(request: HttpRequest, rows: int) -> HttpResponse:
    """One query and one small template; no middleware, no transaction, no log."""
    units = Unit.objects.values_list("name", "site", "phone", "party", "care_type", "valid_from")[:rows]
    return HttpResponse(BARE.render(Context({"rows": list(units)})))
