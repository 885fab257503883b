"""The environment that tests start the site in: made of requirements.lock alone, as everybody gets it.

The tests' own has packages for development too, which would hide what the site lacks (fault A1).
"""

from functools import cache
from pathlib import Path

from vardovergang.bootstrap import site_environment

#: What such a site signs by; a shorter key it would refuse.
KEY = "the tests' own key, which is long enough to sign sessions with"


@cache
def programs() -> Path:
    """The folder of its programs; it is made when the lock file has changed."""
    return site_environment()


def python() -> str:
    return str(programs() / "python")
