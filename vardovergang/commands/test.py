"""`make test`, `make test-quick` and `make proof`: what they need is fetched, then pytest says the last word.

docs/testing.md says which test belongs to which, and what each of the three may cost.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from vardovergang.bootstrap import ROOT, say, site_environment
from vardovergang.commands.system import need_assets, need_browser, need_caddy, need_libraries

# One more than the two cores: a browser or a worker is often waited for. A file's tests stay together, for
# what they share; tests/order.py lets the dearest files begin first.
TOGETHER = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
QUICK = ["--quick"]
PROOF = ["-m", "proof or sized"]
CHECKS = ["-m", "vardovergang.commands.lint"]


def main() -> None:
    kind, *arguments = sys.argv[1:] or [""]
    need_libraries()
    site_environment()
    # Compiled once, a module need not be compiled by each of the many programs that tests start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # pyproject.toml names the tests' own settings, and this would come before it.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if kind == "quick":
        sys.exit(pytest([*QUICK, *arguments]))
    need_assets(development=True)
    os.environ["CHROMIUM"] = need_browser()
    os.environ["CADDY"] = need_caddy()
    if kind == "proof":
        os.environ["PROOF"] = "1"
        sys.exit(pytest([*PROOF, *arguments]))
    with checks_beside() as checks:
        failed = pytest(sys.argv[1:], told_by=checks)
    sys.exit(failed or checks.returncode)


def pytest(arguments: list[str], told_by: "subprocess.Popen[str] | None" = None) -> int:
    """What it says of the checks it reads from their pipe, and tells just above its last line."""
    say("pytest")
    pipes = [told_by.stdout.fileno()] if told_by and told_by.stdout else []
    environment = {**os.environ, **({"CHECKS": str(pipes[0])} if pipes else {})}
    command = [sys.executable, "-m", "pytest", "--quiet", *TOGETHER, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, pass_fds=pipes, check=False).returncode


@contextmanager
def checks_beside() -> Iterator["subprocess.Popen[str]"]:
    """The checks of `make lint` while the tests run; whatever pytest has not told of them is told here."""
    with subprocess.Popen(
        [sys.executable, *CHECKS], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as checks:
        try:
            yield checks
            untold = checks.communicate()[0]
        except BaseException:
            checks.kill()
            raise
    if checks.returncode:
        sys.stdout.write(untold)


if __name__ == "__main__":
    main()
