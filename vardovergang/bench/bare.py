"""What pages are compared to: two views of the bench's own, at addresses that the product never has.

The *bare view* does what every page must do and nothing more: through all middlewares with login, gate and
transaction, one query of fifty rows under row-level security, its row in the access log, the frame of
`base.html`. The *constant view* is Django's session and login and nothing else.

As a ROOT_URLCONF this module holds the product's addresses too, so that a page and the bare view are asked
for by the same client, through the same middlewares.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from discharge.models import Participation
from discharge.queries import LISTS, PAGE_SIZE
from municipalities.access import log
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog
from municipalities.views.gate import ActingRequest, assignment_required

#: All middlewares that the constant view passes.
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
BARE, CONSTANT = "/matning/rader/", "/matning/konstant/"
#: Of the unit's part and its case: words, as most of what lists show, and a moment.
COLUMNS = (
    "case__reference",
    "case__kind",
    "case__care_type",
    "case__certainty",
    "case__track",
    "case__next_type",
    "party",
    "next_type",
    "placement",
    "admitted_at",
)
PAGE = engines["django"].from_string("""{% extends "base.html" %}
{% block content %}<table>
{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endblock %}""")


@assignment_required(roles=CARE_ROLES)
@require_safe
def bare_page(request: ActingRequest) -> HttpResponse:
    here = Participation.objects.filter(unit_id=request.assignment.unit_id, in_hospital=True)
    # By an index, as the product's own list is found.
    in_order = here.order_by(*LISTS["inneliggande"].found_by.as_terms())
    found = list(in_order.values_list("case_id", *COLUMNS)[:PAGE_SIZE])
    log.record(AccessLog.Action.LIST, by=request.assignment, case_ids=[case_id for case_id, *_ in found])
    return HttpResponse(PAGE.render({"rows": [row for _, *row in found]}, request))


@login_required
@require_safe
def constant_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Vårdövergång")


handler500 = "municipalities.views.outage.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path(BARE[1:], bare_page),
    path(CONSTANT[1:], constant_page),
    path("", include("vardovergang.urls")),
]
