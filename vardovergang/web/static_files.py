"""How static files are stored: under names that change with their content, compressed; and are they there?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Our JavaScript is modules, so the names in their import statements must follow the files', too."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Every page names a dozen files; where each lies is worked out once in a process."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]


def are_collected(storage: Any) -> bool:
    """Can every page find its files? Ours and the design system's have hashed names, and all lie there.

    Asked of this process's own storage: files that were collected after it started are none of its.
    A storage without hashed names (the tests') looks in the sources, which are there.
    """
    if not isinstance(storage, CompressedManifestStaticFilesStorage):
        return True
    named = storage.hashed_files
    own = settings.BASE_DIR / "static"
    wanted = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    prefixes = {name.split("/", 1)[0] for name in named}
    return (
        wanted <= named.keys()
        and {prefix for prefix, _folder in settings.DESIGN} <= prefixes
        and all(storage.exists(name) for name in named.values())
    )
