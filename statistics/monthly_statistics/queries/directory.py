"""The county's division, from the directory's tables."""

from __future__ import annotations

from monthly_statistics.figures.areas import Areas
from municipalities.models import District, Municipality


def areas() -> Areas:
    county = [municipality for municipality in Municipality.objects.all() if municipality.in_county]
    districts = District.objects.select_related("merged_into__merged_into")
    return Areas({municipality.code: municipality.name for municipality in county}, districts)
