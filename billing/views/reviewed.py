"""Terms and rates: told with their history, and changed when the change has been looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing.actions.review import Review
from billing.models import DailyRate, Terms
from billing.permissions import Permission, may
from billing.presenters import history
from billing.queries.agreements import changes_of
from billing.views.gate import permission_required
from discharge.process import Refused
from municipalities.forms.fields import SettingsForm
from municipalities.ids import parse_id
from municipalities.models import Assignment, RowChange
from municipalities.views.gate import ActingRequest, View

#: No version of the rules: what was sent without having been looked at.
NEVER_SEEN = UUID(int=0)


def changes_settings(view: View) -> View:
    """The gate of a form that changes terms or rates."""
    return permission_required(Permission.CHANGE_TERMS)(require_http_methods(["GET", "HEAD", "POST"])(view))


def row_context(
    request: ActingRequest,
    row: Terms | DailyRate,
    facts: history.Facts,
    change: Callable[[RowChange, Assignment | None], history.ChangeWords],
) -> dict[str, Any]:
    """What a page says of the row: all that it says, how it came to, and whether the reader may change it."""
    return {
        "facts": facts,
        "changes": [change(noted, by) for noted, by in changes_of(row)],
        "may_change": may(request.assignment, Permission.CHANGE_TERMS),
        "now": timezone.now(),
    }


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """One form's way: `review` and `save` raise Refused; `said` is what it would come to, in words."""

    title: str
    form: SettingsForm
    back: str
    review: Callable[[], Review]
    said: Callable[[], list[tuple[str, str, str]]]
    save: Callable[[UUID], object]
    done: str
    note: str = ""


def answer(request: ActingRequest, change: ReviewedChange) -> HttpResponseBase:
    """The form; what it concerns; or, when that has been looked at, the change itself."""
    step = request.POST.get("step")
    if request.method == "POST" and step != "edit" and change.form.is_valid():
        try:
            if step == "save":
                change.save(parse_id(request.POST.get("seen")) or NEVER_SEEN)
                messages.success(request, change.done)
                return redirect(change.back)
            context = {"change": change, "review": change.review(), "said": change.said()}
            return render(request, "billing/settings_review.html", context)
        except Refused as refused:
            change.form.refuse(refused)
    return render(request, "billing/settings_form.html", {"change": change})
