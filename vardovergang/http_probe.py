"""`python -m vardovergang.http_probe URL`: does it answer 200? For health checks, in images without curl."""

import sys
import urllib.error
import urllib.request


def answers(url: str, seconds: float = 5) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:  # noqa: S310 - the caller's own address
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1]))
