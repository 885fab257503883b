"""`make test`: everything, with what it needs fetched first; pytest's summary stands last."""

import os
import subprocess
import sys

from vardovergang.bootstrap import ROOT, say
from vardovergang.commands.lint import failing_checks
from vardovergang.system import need_assets, need_browser, need_libraries

# One more than the two cores: a browser or a worker is often waited for.
PROCESSES = "3"


def main() -> None:
    need_libraries()
    need_assets(development=True)
    os.environ["CHROMIUM"] = need_browser()
    failed = failing_checks()
    # tests/conftest.py repeats them just above pytest's last line.
    os.environ["FAILED_CHECKS"] = ", ".join(failed)
    say("pytest")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--quiet",
        "-n",
        PROCESSES,
        "--dist",
        "worksteal",
        *sys.argv[1:],
    ]
    tests = subprocess.run(command, cwd=ROOT, check=False)
    sys.exit(tests.returncode or bool(failed))


if __name__ == "__main__":
    main()
