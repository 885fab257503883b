"""`make run`: the whole system on this machine, with the demonstration county, until Ctrl-C."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import FrameType

from vardovergang.ask import answers
from vardovergang.bootstrap import ROOT, leave, say
from vardovergang.embedded import ensure
from vardovergang.external import need_database, need_redis
from vardovergang.places import CannotServe, Places
from vardovergang.secret_key import made_once
from vardovergang.servers import Urls, database_is_named, urls
from vardovergang.system import need_assets, need_libraries

PROCFILE = ROOT / "vardovergang" / "Procfile"
STOP_SECONDS = 20


def main() -> None:
    places = Places.under(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    try:
        places.make()
        with only_one(places), stopping_on_signals():
            run(places)
    except CannotServe as error:
        leave(str(error))
    except Stopped:
        say("Stopped")


def run(places: Places) -> None:
    need_libraries()
    need_assets()
    servers = start_servers(places.data_dir)
    environment = environment_of(places, servers)
    say("Bringing the database up to date")
    manage(["migrate", "--verbosity", "0"], environment)
    collect_static(places, environment)
    if environment["DEMO"] == "1":
        make_county(environment)
    serve(environment)


class Stopped(BaseException):
    """Ctrl-C, or an order from outside to stop."""


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """One `make run` for each DATA_DIR: two would be two nights' jobs."""
    with (places.data_dir / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(
                f"Another `make run` uses {places.data_dir}: stop it, or give this one another DATA_DIR."
            ) from None
        yield


def start_servers(data_dir: Path) -> Urls:
    """The servers that the environment names, and our own for what it does not name."""
    named = database_is_named()
    if named:
        need_database(data_dir)
    if os.environ.get("REDIS_URL"):
        need_redis(os.environ["REDIS_URL"])
    if not named or not os.environ.get("REDIS_URL"):
        say("Starting the embedded servers")
        ensure(data_dir, postgresql=not named, redis=not os.environ.get("REDIS_URL"))
    return urls(data_dir)


def environment_of(places: Places, servers: Urls) -> dict[str, str]:
    """What every program below is told; they use these servers and start none."""
    programs = str(Path(sys.executable).parent)
    defaults = {"DEMO": "1", "PLAIN_HTTP": "1", "PORT": "8000"}
    return {
        **defaults,
        # Each command has a role of its own.
        **{name: value for name, value in os.environ.items() if value and name != "DATABASE_ROLE"},
        **servers.environment(),
        "DATA_DIR": str(places.data_dir),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or made_once(places.data_dir / "secret-key"),
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        # Root on one's own machine is one of the ways this is meant to be run.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def collect_static(places: Places, environment: Mapping[str, str]) -> None:
    """Only when something has changed: compressing takes longer than all the rest of a second start."""
    stamp, wanted = places.data_dir / "static-collected", static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Collecting what the browser needs")
    manage(["collectstatic", "--noinput", "--clear", "--verbosity", "0"], environment)
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Our own files by content; the packages' by their lock files."""
    own = (path for path in (ROOT / "static").rglob("*") if path.is_file())
    digest = sha256()
    for path in sorted([*own, ROOT / "requirements.lock", ROOT / "package-lock.json"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def make_county(environment: Mapping[str, str]) -> None:
    say("Making the demonstration county, if there is none")
    manage(["demo", "--months", "15", "--cases", "3000", "--seed", "1", "--if-empty"], environment)


def manage(arguments: list[str], environment: Mapping[str, str]) -> None:
    """Its output is shown as it comes: making the county has a progress bar."""
    command = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        command.wait()
    finally:
        stop(command, signal.SIGINT)
    if command.returncode:
        leave(f"`manage.py {arguments[0]}` failed; its reason stands above.")


def serve(environment: Mapping[str, str]) -> None:
    """Web server, worker and beat under honcho, which stops them all when one stops."""
    honcho = subprocess.Popen(
        [sys.executable, "-m", "honcho", "-f", str(PROCFILE), "-d", str(ROOT), "-e", os.devnull, "start"],
        env=environment,
        start_new_session=True,
    )
    threading.Thread(target=announce, args=(environment, honcho), daemon=True).start()
    try:
        honcho.wait()
    finally:
        stop(honcho, signal.SIGTERM)
    leave("One of the three programs stopped, so the others were stopped too; its reason stands above.")


def stop(program: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    """Asks it and all that it has started to end, and makes them if they do not."""
    if program.poll() is not None:
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.killpg(program.pid, how)
    try:
        program.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def announce(environment: Mapping[str, str], honcho: "subprocess.Popen[bytes]") -> None:
    """Says where the site is once it answers, and who may log in."""
    address = f"http://127.0.0.1:{environment['PORT']}"
    while honcho.poll() is None:
        if answers(f"{address}/health/live"):
            say(f"Ready: {address}")
            if environment["DEMO"] == "1":
                subprocess.run(
                    [sys.executable, "manage.py", "demo_accounts"], cwd=ROOT, env=environment, check=False
                )
            return
        time.sleep(0.2)


if __name__ == "__main__":
    main()
