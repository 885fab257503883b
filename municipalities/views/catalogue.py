"""The system administrator's pages: reading in the HSA catalogue, looked at before it is carried out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities import actions, presenters
from municipalities.forms.units import ExportForm
from municipalities.models import CatalogueImport, Role
from municipalities.queries import directory as queries
from municipalities.refusal import Refused
from municipalities.views.forms import carried_out, posted_data
from municipalities.views.gate import ActingRequest, assignment_required

SHOWN = 30
system_administrator = assignment_required(roles=[Role.SYSTEM_ADMINISTRATOR])
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@system_administrator
@form_methods
def readings(request: ActingRequest) -> HttpResponseBase:
    form = ExportForm(posted_data(request))
    form.files = request.FILES
    made = carried_out(
        form,
        lambda: actions.preview_import(
            by=request.assignment,
            name=(file := form.cleaned_data["file"]).name or "export.csv",
            content=file.read(),
            now=timezone.now(),
        ),
    )
    if made:
        return redirect("municipalities:catalogue-import", made.pk)
    earlier = queries.catalogue_imports(SHOWN)
    rows = [(row, presenters.import_counts(row.report)) for row in earlier]
    context = {"form": form, "rows": rows, "now": timezone.now()}
    return render(request, "municipalities/catalogue_imports.html", context)


@system_administrator
@form_methods
def reading(request: ActingRequest, import_id: UUID) -> HttpResponseBase:
    try:
        row = queries.catalogue_import(import_id)
    except CatalogueImport.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        try:
            actions.apply_import(by=request.assignment, reading=row, now=timezone.now())
            messages.success(request, "Katalogen är ändrad enligt filen.")
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("municipalities:catalogue-import", row.pk)
    context = {
        "reading": row,
        "counts": presenters.import_counts(row.report),
        "groups": [
            (words, presenters.import_changes(row.report, kind))
            for kind, words in (("added", "Nya enheter"), ("changed", "Ändras"), ("ended", "Avslutas"))
        ],
        "refused": row.report["refused"],
        "waits": row.finished_at is None,
        "now": timezone.now(),
    }
    return render(request, "municipalities/catalogue_import.html", context)
