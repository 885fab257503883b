"""The county's division, from the directory's tables."""

from __future__ import annotations

from monthly_statistics.figures.areas import COUNTY, Areas
from municipalities.models import District, Municipality


def areas() -> Areas:
    county = Municipality.objects.filter(code__startswith=COUNTY.code).values_list("code", "name")
    return Areas(dict(county), District.objects.select_related("merged_into__merged_into"))
