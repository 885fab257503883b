"""What a spreadsheet reads in a file of ours."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook


def sheets_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets


def cells_of(content: bytes) -> Any:
    """The first line's cells, by head."""
    sheet = sheets_of(content)[0]
    return dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))


def notes_of(content: bytes) -> dict[str, str]:
    """What the second sheet says of the first."""
    return dict(sheets_of(content)[1].iter_rows(values_only=True))
