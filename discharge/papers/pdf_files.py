"""What a paper may read while it is built: our own static files and nothing else."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "own:"


class NotOurs(Exception):
    """The paper asked for something else; it is left out."""


class OwnFiles(URLFetcher):
    """Reads `own:css/paper.css` from our static files, and nothing that is named in another way."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = finders.find(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if not path:
            raise NotOurs(f"A paper may not read {url}")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})
