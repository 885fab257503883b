"""The file with the identity services: what it may say, and what is said about what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from vardovergang.configuration.identity_services import IdentityService, identity_services

SITHS = """
[siths]
name = "SITHS"
issuer = "https://idp.example.se"
client_id = "vardovergang"
client_secret = "secret"
"""
REGION = SITHS + 'vouches_for = ["SE"]\n'
TOWN = (
    SITHS.replace("[siths]", "[solna]")
    + 'acr = ["loa3"]\nscope = ["openid"]\nvouches_for = ["SE2120000183-"]\n'
)


def read(tmp_path: Path, text: str) -> tuple[IdentityService, ...]:
    path = tmp_path / "services.toml"
    path.write_text(text)
    return identity_services(environment={"IDENTITY_SERVICES": str(path)})


def test_several_services_in_the_order_of_the_file(tmp_path: Path) -> None:
    siths, solna = read(tmp_path, REGION + TOWN)
    assert (siths.id, siths.name, siths.acr, siths.scope) == ("siths", "SITHS", (), ("openid", "profile"))
    assert (siths.vouches_for, solna.vouches_for) == (("SE",), ("SE2120000183-",))
    assert (solna.id, solna.acr, solna.scope) == ("solna", ("loa3",), ("openid",))
    assert siths.app["settings"]["issuer"] == "https://idp.example.se"


@pytest.mark.parametrize("environment", [{}, {"IDENTITY_SERVICES": ""}, {"IDENTITY_SERVICES": "/dev/null"}])
def test_without_the_variable_or_with_an_empty_file_there_are_none(environment: dict[str, str]) -> None:
    assert identity_services(environment=environment) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SITHS.replace('client_secret = "secret"', ""), r"\[siths\], client_secret is missing"),
        (SITHS.replace('"secret"', '""'), "client_secret is missing"),
        (SITHS + 'acrs = ["loa3"]', "acrs is unknown"),
        (SITHS.replace("https://", "http://"), r"issuer of \[siths\] must be an https address"),
        (SITHS.replace("https://idp", "http://localhost.evil"), "must be an https address"),
        (SITHS.replace("[siths]", '["SITHS eID"]'), "lower-case letters"),
        (SITHS + TOWN, r"in \[siths\], vouches_for is missing"),
        ("siths = 1", "must be a table"),
        ("[siths", "can't be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        read(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"none\.toml, which can't be read"):
        identity_services(environment={"IDENTITY_SERVICES": str(tmp_path / "none.toml")})


def test_the_demonstration_and_real_people_exclude_each_other() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEMO=1 opens the site to everybody"):
        identity_services(demo=True, environment={"IDENTITY_SERVICES": "services.toml"})
