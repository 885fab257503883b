"""Papers as PDF/UA, built from a template and nothing but our own static files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string


def paper(template: str, context: Mapping[str, Any]) -> bytes:
    """The template as a tagged PDF; its <html lang> and <title> become the document's."""
    # WeasyPrint loads Pango, which only those who print need to have.
    from weasyprint import HTML

    from discharge.papers.pdf_files import OwnFiles

    html = HTML(string=render_to_string(template, dict(context)), url_fetcher=OwnFiles())
    return html.write_pdf(pdf_variant="pdf/ua-1")


def count_pages(content: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)


def response(content: bytes, name: str) -> HttpResponse:
    """Shown in the browser; the file's name tells nothing of the person."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
