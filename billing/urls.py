"""What each case and month came to, why, and by the mean; what was agreed, the night's job, and what-ifs."""

from django.urls import path

from billing.views import averages, liability, months, nightly, rates, terms, unbillable, what_if, why

app_name = "billing"
urlpatterns = [
    path("", liability.month, name="liability"),
    path("arende/<slug:reference>/", why.of_any_case, name="case"),
    path("arende/<slug:reference>/betalningsansvar.pdf", why.paper_of_any_case, name="case-pdf"),
    path("varfor/<uuid:case_id>/", why.of_own_case, name="why"),
    path("varfor/<uuid:case_id>/betalningsansvar.pdf", why.paper_of_own_case, name="why-pdf"),
    path("natt/", nightly.progress, name="nightly"),
    path("natt/start/", nightly.start, name="nightly-start"),
    path("kan-inte-faktureras/", unbillable.unbillable, name="unbillable"),
    path("manader/", months.overview, name="months"),
    path("manader/<slug:month>/", months.month, name="month"),
    path("manader/<slug:month>/stang/", months.close, name="month-close"),
    path("manader/<slug:month>/oppna/", months.reopen, name="month-reopen"),
    path("rattelser/", months.corrections, name="corrections"),
    path("villkor/", terms.overview, name="terms"),
    path("villkor/overenskommelse/", terms.new_agreement, name="agreement-new"),
    path("villkor/overenskommelse/<int:agreement_id>/nya/", terms.new_terms, name="terms-new"),
    path("villkor/<int:terms_id>/", terms.terms, name="terms-set"),
    path("villkor/<int:terms_id>/ratta/", terms.correct_terms, name="terms-correct"),
    path("villkor/<int:terms_id>/avsluta/", terms.end_terms, name="terms-end"),
    path("dygnsbelopp/", rates.overview, name="rates"),
    path("dygnsbelopp/nytt/", rates.new_rate, name="rate-new"),
    path("dygnsbelopp/<int:rate_id>/", rates.rate, name="rate"),
    path("dygnsbelopp/<int:rate_id>/ratta/", rates.correct_rate, name="rate-correct"),
    path("genomsnitt/", averages.averages, name="averages"),
    path("tank-om/", what_if.ask, name="what-if"),
    path("tank-om/<uuid:pk>/", what_if.answer, name="what-if-answer"),
    path("tank-om/<uuid:pk>/diagram.svg", what_if.chart, name="what-if-chart"),
]
