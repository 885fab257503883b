"""HSF's pages: what each case and month came to, means, and the night's job; what-ifs, Storsthlm's too."""

from django.urls import path

from billing.views import averages, liability, nightly, what_if

app_name = "billing"
urlpatterns = [
    path("", liability.month, name="liability"),
    path("arende/<slug:reference>/", liability.case, name="case"),
    path("natt/", nightly.progress, name="nightly"),
    path("natt/start/", nightly.start, name="nightly-start"),
    path("genomsnitt/", averages.averages, name="averages"),
    path("tank-om/", what_if.ask, name="what-if"),
    path("tank-om/<uuid:pk>/", what_if.answer, name="what-if-answer"),
    path("tank-om/<uuid:pk>/diagram.svg", what_if.chart, name="what-if-chart"),
]
