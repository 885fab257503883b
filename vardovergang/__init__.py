"""The site: settings, urls, Celery, embedded servers. Stands above every app and may import them all.

`statistics/` is a source root and not a package, so that it does not hide Python's own module of
that name (docs/decisions/0002): its folder is put last on the path.
"""

import sys
from pathlib import Path

_source_root = str(Path(__file__).resolve().parent.parent / "statistics")
if _source_root not in sys.path:
    sys.path.append(_source_root)
