"""HSF's pages: what each case and month came to, and the night's job."""

from django.urls import path

from billing.views import liability, nightly

app_name = "billing"
urlpatterns = [
    path("", liability.month, name="liability"),
    path("arende/<slug:reference>/", liability.case, name="case"),
    path("natt/", nightly.progress, name="nightly"),
    path("natt/start/", nightly.start, name="nightly-start"),
]
