"""How much a test that is marked `sized` does: a share of it in `make test`, all of it in `make proof`."""

import os

PROOF = os.environ.get("PROOF") == "1"


def size(share: int, *, full: int) -> int:
    return full if PROOF else share
