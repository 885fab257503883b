"""The identity services that people log in through, from the file that IDENTITY_SERVICES names.

One table of TOML for each service; docs/operations.md shows one.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vardovergang.configuration.variables import Misconfigured

REQUIRED = ("name", "issuer", "client_id", "client_secret")
OPTIONAL = ("acr", "scope", "vouches_for")
DEFAULT_SCOPE = ("openid", "profile")
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")


@dataclass(frozen=True, slots=True)
class IdentityService:
    """One OpenID provider.

    `acr`: the levels of assurance of which a login must have one; empty asks for none. `vouches_for`: how the
    HSA-ids begin that it may name (an organisation's number), so that none names another's people.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    acr: tuple[str, ...] = ()
    scope: tuple[str, ...] = DEFAULT_SCOPE
    vouches_for: tuple[str, ...] = ("SE",)

    @property
    def app(self) -> dict[str, Any]:
        """The same as allauth wants it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.issuer,
                "issuer": self.issuer,
                "acr": list(self.acr),
                "vouches_for": list(self.vouches_for),
                "scope": list(self.scope),
                "oauth_pkce_enabled": True,
                "token_auth_method": "client_secret_basic",
            },
        }


def identity_services(
    *, demo: bool = False, environment: Mapping[str, str] = os.environ
) -> tuple[IdentityService, ...]:
    """Raises Misconfigured, saying what is missing in which table."""
    path = environment.get("IDENTITY_SERVICES", "")
    if not path:
        return ()
    if demo:
        raise Misconfigured(
            "DEMO=1 opens the site to everybody, and IDENTITY_SERVICES is for real people: unset one."
        )
    try:
        tables = tomllib.loads(Path(path).read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"IDENTITY_SERVICES names {path}, which can't be read: {error}") from error
    services = tuple(_read_service(name, table) for name, table in tables.items())
    for name, table in tables.items():
        if len(services) > 1 and "vouches_for" not in table:
            raise Misconfigured(
                f"IDENTITY_SERVICES: in [{name}], vouches_for is missing. Of several services each must say "
                'how the HSA-ids of its people begin, as in vouches_for = ["SE2321000016-"]; ["SE"] is all.'
            )
    return services


def _read_service(id: str, table: object) -> IdentityService:
    if not isinstance(table, dict) or not re.fullmatch(r"[a-z0-9-]{1,30}", id):
        raise Misconfigured(
            f"IDENTITY_SERVICES: [{id}] must be a table named by lower-case letters, digits and hyphens."
        )
    missing = [key for key in REQUIRED if not isinstance(table.get(key), str) or not table[key]]
    unknown = table.keys() - {*REQUIRED, *OPTIONAL}
    if missing or unknown:
        wrong = ", ".join(
            [*(f"{key} is missing" for key in missing), *(f"{key} is unknown" for key in unknown)]
        )
        raise Misconfigured(f"IDENTITY_SERVICES: in [{id}], {wrong}.")
    if not (table["issuer"].startswith("https://") or LOOPBACK.match(table["issuer"])):
        raise Misconfigured(f"IDENTITY_SERVICES: the issuer of [{id}] must be an https address.")
    given: dict[str, Any] = {key: table[key] for key in REQUIRED}
    given |= {key: tuple(table[key]) for key in OPTIONAL if key in table}
    return IdentityService(id, **given)
