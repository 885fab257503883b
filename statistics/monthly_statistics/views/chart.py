"""The chart of an area's months, as a picture that the page shows by its address."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from monthly_statistics.presenters import month_report
from monthly_statistics.queries.choice import choose
from monthly_statistics.views.gate import figures_required, reader
from municipalities.presenters.charts import THEMES
from municipalities.views.gate import ActingRequest


@figures_required
@require_safe
def chart(request: ActingRequest) -> HttpResponse:
    choice = choose(request.GET, reader(request))
    theme = THEMES.get(request.GET.get("tema", "ljus"))
    if choice is None or theme is None:
        raise Http404
    # Altair takes half a second to load, for whoever looks at a picture and for no other process.
    from monthly_statistics.presenters.charts import months_svg

    svg = months_svg(month_report.series(choice), theme)
    return HttpResponse(svg, content_type="image/svg+xml")
