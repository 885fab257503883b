"""What an identity service says: who it is, with what assurance, for which login."""

from __future__ import annotations

from typing import Any

import pytest

from municipalities.login.claims import Claims, ClaimsRefused, claims_of

EMPLOYEE, COMMISSION = "SE2321000016-1A2B", "SE2321000016-3C4D"
TOKEN: dict[str, Any] = {"sub": "x", "nonce": "n", "acr": "high", "employeeHsaId": EMPLOYEE}


def read(
    token: dict[str, Any] | None = None, userinfo: dict[str, Any] | None = None, acr: list[str] | None = None
) -> Claims:
    return claims_of(
        {**TOKEN, **(token or {})},
        userinfo or {},
        client_id="us",
        nonce="n",
        acr=acr or [],
        vouches_for=["SE2321000016-"],
    )


@pytest.mark.parametrize(
    ("commission", "expected"),
    [
        (COMMISSION, (COMMISSION,)),
        ([COMMISSION, "SE2321000016-5E6F"], (COMMISSION, "SE2321000016-5E6F")),
        (None, ()),
        ("", ()),
        ("inte ett id", ()),
        ([COMMISSION, 7, None], (COMMISSION,)),
        ("SE2321000016-" + "A" * 40, ()),
    ],
)
def test_commissions_come_one_several_or_none(commission: object, expected: tuple[str, ...]) -> None:
    assert read({"commissionHsaId": commission}) == Claims(EMPLOYEE, expected)


def test_claims_may_come_from_userinfo() -> None:
    claims = {"sub": "x", "employeeHsaId": EMPLOYEE, "commissionHsaId": COMMISSION}
    token = {key: value for key, value in TOKEN.items() if key != "employeeHsaId"}
    assert claims_of(token, claims, client_id="us", nonce="n", acr=[], vouches_for=["SE"]) == Claims(
        EMPLOYEE, (COMMISSION,)
    )


def test_what_is_signed_weighs_more_than_what_is_not() -> None:
    assert read(userinfo={"sub": "x", "employeeHsaId": "SE2321000016-EVIL"}).employee == EMPLOYEE


@pytest.mark.parametrize("employee", [None, "", "Anna", [], [EMPLOYEE, "SE2321000016-9Z"], {"id": EMPLOYEE}])
def test_without_one_hsa_id_nobody_is_named(employee: object) -> None:
    with pytest.raises(ClaimsRefused, match="inget HSA-id"):
        read({"employeeHsaId": employee})


@pytest.mark.parametrize(
    ("token", "userinfo", "reason"),
    [
        ({"nonce": "another"}, {}, "den här webbläsaren"),
        ({"nonce": None}, {}, "den här webbläsaren"),
        ({"azp": "another client"}, {}, "en annan tjänst"),
        ({}, {"sub": "y"}, "två olika personer"),
        ({}, {"employeeHsaId": EMPLOYEE}, "två olika personer"),
    ],
)
def test_what_was_meant_for_another(token: dict[str, Any], userinfo: dict[str, Any], reason: str) -> None:
    with pytest.raises(ClaimsRefused, match=reason):
        read(token, userinfo)


@pytest.mark.parametrize(("said", "is_enough"), [("high", True), ("low", False), (None, False)])
def test_assurance_is_asked_for_where_the_settings_say(said: str | None, is_enough: bool) -> None:
    assert read({"acr": said}).employee == EMPLOYEE
    if is_enough:
        assert read({"acr": said}, acr=["high", "higher"]).employee == EMPLOYEE
    else:
        with pytest.raises(ClaimsRefused, match="för låg tillitsnivå"):
            read({"acr": said}, acr=["high", "higher"])


@pytest.mark.parametrize("employee", ["SE2120000142-1A2B", "SE232100001-X", "SE23210000160-X"])
def test_a_service_vouches_for_its_own_people_only(employee: str) -> None:
    with pytest.raises(ClaimsRefused):
        read({"employeeHsaId": employee})
