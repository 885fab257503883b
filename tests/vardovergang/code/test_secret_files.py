"""Fault H7: what holds a secret is neither committed nor laid into an image, in whatever folder it lies."""

from __future__ import annotations

import subprocess

import pytest

from tests.factories.vardovergang.dockerfile import kept_out
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


@pytest.mark.parametrize("folder", ["", "vardovergang/"])
@pytest.mark.parametrize("name", SECRETS)
def test_h7_no_secret_is_committed_or_copied(name: str, folder: str) -> None:
    assert git("check-ignore", "--no-index", f"{folder}{name}") == [f"{folder}{name}"]
    assert kept_out(f"{folder}{name}")


def test_h7_none_is_committed_already() -> None:
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == []
    # Nothing that is needed is thrown out with them.
    assert len(git("ls-files")) > 1000


def test_the_names_that_operations_tell_of_are_covered() -> None:
    """The compose file's secrets lie beside it under these names."""
    told = (ROOT / "docs" / "operations.md").read_text()
    for name in (".env", "identity-services.toml"):
        assert name in told
        assert name in SECRETS
