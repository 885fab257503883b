"""Fault H7: what holds a secret is neither committed nor laid into an image, in whatever folder it lies."""

from __future__ import annotations

import fnmatch
import subprocess
from pathlib import Path

import pytest

from tests.settings import ROOT

SECRETS = (
    ".env",
    ".env.production",
    "identity-services.toml",
    "identity-services-test.toml",
    "secret-key",
    "database-passwords.json",
    "database-passwords-db_5432.json",
    "site.key",
    "site.pem",
    "client.p12",
    "client.pfx",
    "vardovergang.dump",
)


def git(*arguments: str) -> list[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def kept_out_of_images(path: str) -> bool:
    """As Docker reads .dockerignore: a pattern that begins with **/ holds in every folder."""
    patterns = (ROOT / ".dockerignore").read_text().splitlines()
    anywhere = [line.removeprefix("**/") for line in patterns if line.startswith("**/")]
    return any(fnmatch.fnmatch(Path(path).name, pattern) for pattern in anywhere)


@pytest.mark.parametrize("folder", ["", "vardovergang/"])
@pytest.mark.parametrize("name", SECRETS)
def test_h7_no_secret_is_committed_or_copied(name: str, folder: str) -> None:
    assert git("check-ignore", "--no-index", f"{folder}{name}") == [f"{folder}{name}"]
    assert kept_out_of_images(f"{folder}{name}")


def test_h7_none_is_committed_already() -> None:
    tracked = git("ls-files")
    assert [path for path in tracked if kept_out_of_images(path)] == []
    # Nothing that is needed is thrown out with them.
    assert len(tracked) > 1000


def test_the_names_that_operations_tell_of_are_covered() -> None:
    """The compose file's secrets lie beside it under these names."""
    told = (ROOT / "docs" / "operations.md").read_text()
    for name in (".env", "identity-services.toml"):
        assert name in told
        assert name in SECRETS
