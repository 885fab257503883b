"""Pages about the service itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.views.gate import public


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "municipalities/accessibility.html")


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "municipalities/status.html")
