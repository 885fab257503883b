"""PostgreSQL refuses to run as root, so for root it runs as a system user that owns nothing else."""

import os
import pwd
import shutil
import stat
import struct
import subprocess
from pathlib import Path

from vardovergang.servers.data_dirs import CannotServe

NAME = "vardovergang-db"
ACCESS = "system.posix_acl_access"
_HEADER = struct.Struct("<I")
_ENTRY = struct.Struct("<HHI")
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
SEARCH = 1


def server_user(data: Path) -> pwd.struct_passwd:
    """Who PostgreSQL runs as: who owns the data already, else this user, else (for root) its own user."""
    uid = data.stat().st_uid if data.exists() else os.geteuid()
    if os.geteuid() not in (0, uid):
        raise CannotServe(f"{data} belongs to another user: set DATA_DIR to a folder of your own.")
    if uid == 0:
        return _own_user()
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise CannotServe(
            f"User number {uid} has no name in /etc/passwd, which PostgreSQL needs: run as a named user."
        ) from error


def _own_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        raise CannotServe(
            "PostgreSQL can't run as root and there is no useradd here: run as an ordinary user."
        )
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    made = subprocess.run([useradd, *options, NAME], capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(NAME)
    except KeyError as error:
        raise CannotServe(
            f"The system user {NAME} could not be created ({made.stderr.strip()}): run as an ordinary user."
        ) from error


def let_through(path: Path, user: pwd.struct_passwd) -> None:
    """Lets this one user walk through (not list) the folders above a path, such as a closed /root."""
    for folder in path.parents:
        mode = folder.stat()
        if mode.st_mode & stat.S_IXOTH or mode.st_uid == user.pw_uid:
            continue
        entries = _entries_with_search(folder, user.pw_uid)
        packed = _HEADER.pack(2) + b"".join(_ENTRY.pack(*entry) for entry in entries)
        try:
            os.setxattr(folder, ACCESS, packed)
        except OSError as error:
            raise CannotServe(
                f"{folder} is closed to the user {NAME} that PostgreSQL runs as ({error.strerror}): "
                f"set DATA_DIR and the checkout to folders that others may pass, for instance under /srv."
            ) from error


def _entries_with_search(folder: Path, uid: int) -> list[tuple[int, int, int]]:
    """The folder's list of who may what, with one user more, who may search it."""
    try:
        stored = os.getxattr(folder, ACCESS)
        entries = [(tag, may, who) for tag, may, who in _ENTRY.iter_unpack(stored[_HEADER.size :])]
    except OSError:
        # Without a list of its own, a folder's list is its mode.
        mode, nobody = folder.stat().st_mode, 0xFFFFFFFF
        entries = [
            (USER_OBJ, mode >> 6 & 7, nobody),
            (GROUP_OBJ, mode >> 3 & 7, nobody),
            (OTHER, mode & 7, nobody),
        ]

    kept = [entry for entry in entries if entry[0] != MASK and (entry[0], entry[2]) != (USER, uid)]
    kept.append((USER, SEARCH, uid))
    mask = SEARCH
    for tag, permission, _who in entries:
        if tag in (GROUP_OBJ, USER):
            mask |= permission
        if tag == MASK:
            mask = permission | SEARCH
            break
    kept.append((MASK, mask, 0xFFFFFFFF))
    return sorted(kept, key=lambda entry: (entry[0], entry[2]))
