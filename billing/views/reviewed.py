"""A change in two steps: typed, then looked at with what it concerns, and only then saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from billing.actions.review import Review
from discharge.process import Refused
from municipalities.forms.fields import SettingsForm
from municipalities.views.gate import ActingRequest

#: No version of the rules: what was sent without having been looked at.
NEVER_SEEN = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Change:
    """One form's way: `review` and `save` raise Refused; `said` is what it would come to, in words."""

    title: str
    form: SettingsForm
    back: str
    review: Callable[[], Review]
    said: Callable[[], list[tuple[str, str, str]]]
    save: Callable[[UUID], object]
    done: str
    note: str = ""


def answer(request: ActingRequest, change: Change) -> HttpResponseBase:
    """The form; what it concerns; or, when that has been looked at, the change itself."""
    step = request.POST.get("step")
    if request.method == "POST" and step != "edit" and change.form.is_valid():
        try:
            return _save(request, change) if step == "save" else _review(request, change)
        except Refused as refused:
            change.form.refuse(refused)
    return render(request, "billing/settings_form.html", {"change": change})


def _review(request: ActingRequest, change: Change) -> HttpResponseBase:
    context = {"change": change, "review": change.review(), "said": change.said()}
    return render(request, "billing/settings_review.html", context)


def _save(request: ActingRequest, change: Change) -> HttpResponseBase:
    change.save(_seen(request))
    messages.success(request, change.done)
    return redirect(change.back)


def _seen(request: ActingRequest) -> UUID:
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return NEVER_SEEN
