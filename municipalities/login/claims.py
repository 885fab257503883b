"""What an identity service says about the one who logs in. Pure: no Django, no clock.

The claims are those of SITHS through an identity provider: `employeeHsaId` names the person,
`commissionHsaId` the commission (medarbetaruppdrag) that was chosen there, if any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from municipalities.units import hsa_ids

_HSA_ID = re.compile(hsa_ids.FORM)


class ClaimsRefused(Exception):
    """The claims do not say who this is, or not surely enough. The message is in Swedish, for the person."""


@dataclass(frozen=True, slots=True)
class Claims:
    employee: str
    commissions: tuple[str, ...] = ()


def claims_of(
    id_token: Mapping[str, Any],
    userinfo: Mapping[str, Any],
    *,
    client_id: str,
    nonce: str,
    acr: list[str],
    vouches_for: list[str],
) -> Claims:
    """The person and the commissions; `id_token` is already verified (signature, issuer, audience, time).

    Raises ClaimsRefused: meant for another login (nonce), another client (azp) or another person (sub),
    with too low an assurance (acr), without the claims that are needed, or about somebody whom this service
    may not vouch for (`vouches_for`: how the HSA-ids of its people begin).
    """
    if id_token.get("nonce") != nonce:
        raise ClaimsRefused("Inloggningen hör inte till den här webbläsaren. Börja om.")
    if id_token.get("azp", client_id) != client_id:
        raise ClaimsRefused("Inloggningen var avsedd för en annan tjänst. Börja om.")
    if userinfo and userinfo.get("sub") != id_token.get("sub"):
        raise ClaimsRefused("Identitetstjänsten lämnade uppgifter om två olika personer. Börja om.")
    if acr and id_token.get("acr") not in acr:
        raise ClaimsRefused(
            "Du loggade in med en för låg tillitsnivå. Använd ditt SITHS-kort eller SITHS eID."
        )
    said = {**userinfo, **id_token}
    employees = _hsa_ids(said.get("employeeHsaId"))
    if len(employees) != 1:
        raise ClaimsRefused(
            "Identitetstjänsten lämnade inget HSA-id för dig. Välj ett medarbetaruppdrag när du loggar in, "
            "eller be din organisations HSA-förvaltning om hjälp."
        )
    employee = employees[0]
    if not employee.startswith(tuple(vouches_for)):
        raise ClaimsRefused("Den identitetstjänsten är inte din organisations. Logga in med en annan.")
    return Claims(employee, _hsa_ids(said.get("commissionHsaId")))


def _hsa_ids(value: object) -> tuple[str, ...]:
    """One or several, as identity services differ; anything that is no HSA-id is left out."""
    values = value if isinstance(value, list) else [value]
    texts = [text for text in values if isinstance(text, str) and len(text) <= hsa_ids.LONGEST]
    return tuple(text for text in texts if _HSA_ID.fullmatch(text))
