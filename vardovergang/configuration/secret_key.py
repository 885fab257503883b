"""The key that signs sessions: the environment's, or on a developer's own machine one that is made once."""

import os
import secrets
from pathlib import Path

from vardovergang.configuration.variables import Misconfigured
from vardovergang.servers.urls import database_is_named


def secret_key(data_dir: Path) -> str:
    given = os.environ.get("SECRET_KEY", "")
    if given:
        return given
    if database_is_named():
        raise Misconfigured("Set SECRET_KEY to a long random text of your own; it signs the sessions.")
    return made_once(data_dir / "secret-key")


def made_once(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        return path.read_text()
    except FileNotFoundError:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    try:
        # Two processes may start at once: the first key to arrive stays.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text()
