"""The site's settings over servers of the tests' own, whatever the developer's environment names."""

import os
import shutil
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3


def _data_dir() -> Path:
    """In memory where there is some: a database is 900 files, and a busy disk clones it in seconds."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY / f"vardovergang-{os.geteuid()}-{zlib.crc32(bytes(ROOT)):08x}"
    return ROOT / ".data" / "tests"


DATA_DIR = _data_dir()
for variable in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_WORKER_URL",
    "REDIS_URL",
    "DEMO",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "ORIGINS",
    "BEHIND_PROXY",
    "MEETING_ADDRESS",
    "IDENTITY_SERVICES",
    "CELERY_KEY_PREFIX",
):
    os.environ.pop(variable, None)
os.environ.update({"DATA_DIR": str(DATA_DIR), "DATABASE_ROLE": "app", "PLAIN_HTTP": "1"})

from vardovergang.settings import *  # noqa: E402, F403
from vardovergang.settings import DATABASES, INSTALLED_APPS, STATIC_ROOT, STORAGES, TEMPLATES  # noqa: E402


class Undefined(str):  # noqa: SLOT000 - Django asks for a str
    """What stands in for an undefined template variable: asking for its text fails the test."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"The template variable {variable} is undefined")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("undefined %s")  # type: ignore[index]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# WhiteNoise warns when there is nothing to serve; the finders serve the tests.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# By this name pytest-django knows that its server is to ask the finders.
INSTALLED_APPS[INSTALLED_APPS.index("vardovergang.apps.StaticFilesConfig")] = "django.contrib.staticfiles"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for _database in DATABASES.values():
    # The tests close theirs with the database; a thread of their server keeps them while a browser does.
    _database["CONN_MAX_AGE"] = 60
