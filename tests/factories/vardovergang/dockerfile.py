"""The Dockerfile, read line by line, and the files that it copies into the image."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from pathlib import Path

from tests.settings import ROOT


def instructions() -> list[tuple[str, str]]:
    """Each with what follows it, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line.strip()]


def tracked_for_the_image() -> list[str]:
    """As from a fresh clone, without what .dockerignore leaves out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in found if (ROOT / path).is_file() and not kept_out(path)]


def kept_out(path: str) -> bool:
    """As Docker reads .dockerignore: a pattern that begins with **/ holds in every folder."""
    name, top = Path(path).name, Path(path).parts[0]
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    return any(
        fnmatch.fnmatch(name, pattern[3:]) if pattern.startswith("**/") else fnmatch.fnmatch(top, pattern)
        for pattern in patterns
    )
