"""Where one starts, choosing which unit to act for, and the demonstration's door."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from municipalities import navigation
from municipalities.access.middleware import SESSION_KEY, AssignmentRequest
from municipalities.login import start_page
from municipalities.login.demonstration import accounts
from municipalities.models import User
from municipalities.queries.users import assignments_of, units_of
from municipalities.views.gate import login_required, public


@public
@require_safe
def home(request: AssignmentRequest) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect("municipalities:login")
    if request.assignment is None:
        return redirect("municipalities:choose-unit")
    return redirect(navigation.home_url(request.assignment))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: HttpRequest) -> HttpResponseBase:
    """Choose one of the demonstration's accounts; there is no such page where real persons are."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        units = units_of([account.username for account in accounts])
        offered = [(account, units.get(account.username, [])) for account in accounts]
        context = {"accounts": offered, "next": request.GET.get("next", "")}
        return render(request, "municipalities/demonstration.html", context)
    username = request.POST.get("account", "")
    account = next((account for account in accounts if account.username == username), None)
    if account is None:
        raise Http404
    user = get_object_or_404(User, username=username)
    request.login_way = "demonstration"  # type: ignore[attr-defined]  # read by events.way_of
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    # The assignment at the account's first unit; its only one where the unit's name depends on the day.
    mine = assignments_of(user)
    named = (assignment for assignment in mine if assignment.unit.name == account.units[0])
    first = next(named, mine[0] if mine else None)
    return start_page.start(request, user, wanted=request.POST.get("next"), preferred=first)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_unit(request: AssignmentRequest) -> HttpResponseBase:
    """Change the unit to act for, among the user's valid assignments."""
    if request.method != "POST":
        return render(request, "municipalities/choose_unit.html")
    mine = assignments_of(request.user)  # type: ignore[arg-type]  # login_required
    try:
        wanted = UUID(request.POST.get("assignment", ""))
    except ValueError:
        raise Http404 from None
    chosen = next((assignment for assignment in mine if assignment.pk == wanted), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = str(chosen.pk)
    return redirect(navigation.home_url(chosen))
