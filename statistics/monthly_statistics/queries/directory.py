"""The county's division, from the directory."""

from __future__ import annotations

from monthly_statistics.figures.areas import COUNTY, Areas
from municipalities import directory


def areas() -> Areas:
    known = directory.current()
    county = {code: row.name for code, row in known.municipalities.items() if code.startswith(COUNTY.code)}
    return Areas(county, known.districts.values())
