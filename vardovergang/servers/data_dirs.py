"""Where the embedded servers keep their data, logs, passwords and sockets."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

# A socket's whole path must be under about 100 bytes, and DATA_DIR may be any length.
SOCKET_ROOT = Path("/tmp")  # noqa: S108 - the folders in it are owner-only, and checked


class CannotServe(Exception):
    """The embedded servers can't be had; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Places:
    data_dir: Path

    @classmethod
    def under(cls, data_dir: Path) -> "Places":
        return cls(data_dir.expanduser().resolve())

    @property
    def postgresql(self) -> Path:
        return self.data_dir / "postgresql"

    @property
    def redis(self) -> Path:
        return self.data_dir / "redis"

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def passwords(self) -> Path:
        return self.data_dir / "database-passwords.json"

    @property
    def holders(self) -> Path:
        return self.data_dir / "servers.lock"

    @property
    def starting(self) -> Path:
        return self.data_dir / "starting.lock"

    @property
    def postgresql_socket_dir(self) -> Path:
        return self._socket_dir("postgresql")

    @property
    def redis_socket(self) -> Path:
        return self._socket_dir("redis") / "redis.sock"

    def _socket_dir(self, server: str) -> Path:
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return SOCKET_ROOT / f"vardovergang-{digest}-{server}"

    def make(self) -> None:
        for directory in (self.data_dir, self.redis, self.logs):
            try:
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise CannotServe(
                    f"{directory} can't be created ({error.strerror}): "
                    "set DATA_DIR to a folder you may write to."
                ) from error
        if not os.access(self.data_dir, os.W_OK | os.X_OK):
            raise CannotServe(
                f"{self.data_dir} belongs to another user: set DATA_DIR to a folder you may write to."
            )


def owner_only(directory: Path, uid: int, gid: int) -> Path:
    """The directory, made if it is missing; refused if somebody else got there first."""
    try:
        directory.mkdir(mode=0o700)
        if uid != os.geteuid():
            os.chown(directory, uid, gid)
    except FileExistsError:
        pass
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()) or found.st_mode & 0o077:
        raise CannotServe(
            f"{directory} belongs to somebody else or is open to others: remove it and start again."
        )
    return directory


def remove_socket_dir(directory: Path) -> None:
    """Left as it is if something is still in it."""
    try:
        directory.rmdir()
    except OSError:
        return
