"""The tests' identity service: a real OpenID provider (npm's oidc-provider), and the site told to use it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.processes import free_port, stop
from tests.settings import DATA_DIR, ROOT
from vardovergang.commands.system import node
from vardovergang.configuration.identity_services import IdentityService

START_SECONDS = 60
CLIENT, SECRET = "vardovergang", "a-secret-between-the-two"


@dataclass
class Person:
    """What the service says of somebody, and what is wrong with the token that it gives (see server.mjs)."""

    claims: dict[str, Any] = field(default_factory=dict)
    acr: str = "high"
    fault: str = ""


class Service:
    """One running provider. It has loaded when `issuer` answers."""

    def __init__(
        self, site: str, people: dict[str, Person], path: str = "/logga-in/tjanst/siths/tillbaka/"
    ) -> None:
        self.port = free_port()
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{site}{path}"],
            "response_types": ["code"],
        }
        given = {
            "port": self.port,
            "client": client,
            "people": {name: asdict(person) for name, person in people.items()},
        }
        self._log = DATA_DIR / "log" / f"identity-service-{self.port}.log"
        self._process = self._start(json.dumps(given))

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **changes: Any) -> IdentityService:
        known = {"id": "siths", "name": "SITHS", "issuer": self.issuer, "client_id": CLIENT}
        return IdentityService(**{**known, "client_secret": SECRET, **changes})

    def stop(self) -> None:
        stop(self._process)

    def _start(self, given: str) -> subprocess.Popen[bytes]:
        server = Path(__file__).with_name("server.mjs")
        with self._log.open("wb") as log:
            process = subprocess.Popen([node(), str(server), given], cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if self._answers():
                return process
            time.sleep(0.1)
        stop(process)
        raise RuntimeError(f"The identity service did not start:\n{self._log.read_text()}")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.issuer}/.well-known/openid-configuration", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
