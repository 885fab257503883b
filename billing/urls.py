"""What each case and month came to, why, and the night's job."""

from django.urls import path

from billing.views import liability, nightly, why

app_name = "billing"
urlpatterns = [
    path("", liability.month, name="liability"),
    path("arende/<slug:reference>/", why.of_any_case, name="case"),
    path("arende/<slug:reference>/betalningsansvar.pdf", why.paper_of_any_case, name="case-pdf"),
    path("varfor/<uuid:case_id>/", why.of_own_case, name="why"),
    path("varfor/<uuid:case_id>/betalningsansvar.pdf", why.paper_of_own_case, name="why-pdf"),
    path("natt/", nightly.progress, name="nightly"),
    path("natt/start/", nightly.start, name="nightly-start"),
]
