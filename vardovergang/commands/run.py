"""`make run`: the whole system on this machine, with the demonstration county, until Ctrl-C.

Two processes. The one that was started fetches what is missing and then only waits; the other, in a session
of its own, runs everything and ends when the first one's pipe does: told to, by however many signals, or
killed. So no signal can interrupt the stopping (docs/decisions/0003).
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import FrameType

from vardovergang.bootstrap import ROOT, leave, say
from vardovergang.commands.supervisor import (
    STOP_SECONDS,
    TRIES_BEFORE_READY,
    Program,
    Server,
    Supervised,
    end_program,
    say_if_possible,
)
from vardovergang.commands.system import need_assets, need_libraries
from vardovergang.configuration.secret_key import made_once
from vardovergang.configuration.variables import first_fault
from vardovergang.http_probe import answers
from vardovergang.servers.data_dirs import CannotServe, Places
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.external import need_database, need_redis
from vardovergang.servers.urls import Urls, database_is_named, urls

PROCFILE = ROOT / "vardovergang" / "Procfile"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BEHIND = "--behind"
#: The share of the county's history beside the told cases: the largest with which a first start takes three
#: minutes on two cores, of which the told cases take two, and 1.5 GB (docs/decisions/0051).
HISTORY = "0.1"
# Without the demonstration nobody can log in at first (docs/operations.md, "The first users").
FIRST_USER = """A new site has no users. The first is made in another terminal, with the same DATA_DIR:
  .venv/bin/python manage.py add_organisation region "Region Stockholm" 232100-0016
  .venv/bin/python manage.py sync_catalogue hsa.csv        # the units, from an export of the HSA catalogue
  .venv/bin/python manage.py give_role HSA-ID UNIT-HSA-ID local_administrator --name GIVEN-NAME FAMILY-NAME
  .venv/bin/python manage.py invite HSA-ID                 # prints the link to choose a password by
docs/operations.md says more under "The first users"."""


def main() -> None:
    if BEHIND in sys.argv:
        behind()
    else:
        Front().run()


class Stopped(BaseException):
    """Ctrl-C, or an order from outside to stop."""


# --- in front ------------------------------------------------------------------------------------


class Front:
    """What the terminal and its signals reach."""

    def __init__(self) -> None:
        self.is_stopping = False
        self.may_raise = True
        self.pipe: int | None = None

    def run(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._take_signal)
        try:
            need_libraries()
            need_assets()
            self.may_raise = False
        except Stopped:
            say("Stopped")
            return
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "vardovergang.commands.run", BEHIND]
        system = subprocess.Popen(command, stdin=reading, start_new_session=True)
        os.close(reading)
        self.pipe = writing
        if self.is_stopping:
            self._let_go()
        code = system.wait()
        sys.exit(code if code >= 0 else 1)

    def _take_signal(self, number: int, frame: FrameType | None) -> None:
        """The first signal counts; the others find that it has been done."""
        if self.is_stopping:
            return
        self.is_stopping = True
        if self.may_raise:
            raise Stopped
        self._let_go()

    def _let_go(self) -> None:
        pipe, self.pipe = self.pipe, None
        if pipe is not None:
            os.close(pipe)


# --- behind --------------------------------------------------------------------------------------


def behind() -> None:
    """Everything else, until the pipe ends; a signal to this very process is taken the same way."""
    stopping = threading.Event()
    for number in SIGNALS:
        signal.signal(number, lambda _number, _frame: stopping.set())
    threading.Thread(target=_wait_for_the_end, args=(stopping,), daemon=True).start()
    places = Places.under(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    try:
        places.make()
        with only_one(places), embedded(places) as servers:
            run(places, servers, stopping)
    except CannotServe as error:
        leave(str(error))
    except OSError as error:
        leave(f"{error.filename or places.data_dir}: {error.strerror}. Mend that, and run make again.")
    except Stopped:
        say_if_possible("Stopped")


def _wait_for_the_end(stopping: threading.Event) -> None:
    with suppress(OSError):
        os.read(sys.stdin.fileno(), 1)
    stopping.set()


@contextmanager
def embedded(places: Places) -> Iterator[Embedded]:
    servers = Embedded(places.data_dir)
    try:
        yield servers
    finally:
        servers.release()


def run(places: Places, servers: Embedded, stopping: threading.Event) -> None:
    if sentence := first_fault(os.environ):
        raise CannotServe(sentence)
    found = start_servers(places.data_dir, servers)
    environment = environment_of(places, found)
    say("Bringing the database up to date")
    manage(["migrate", "--verbosity", "0"], environment, stopping)
    collect_static(places, environment, stopping)
    if environment["DEMO"] == "1":
        make_county(environment, stopping)
    serve(environment, servers, stopping)


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


def start_servers(data_dir: Path, servers: Embedded) -> Urls:
    """The servers that the environment names, and our own for what it does not name."""
    named = database_is_named()
    if named:
        need_database(data_dir)
    if os.environ.get("REDIS_URL"):
        need_redis(os.environ["REDIS_URL"])
    if not named or not os.environ.get("REDIS_URL"):
        say("Starting the embedded servers")
        servers.ensure(postgresql=not named, redis=not os.environ.get("REDIS_URL"))
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


def collect_static(places: Places, environment: Mapping[str, str], stopping: threading.Event) -> None:
    """Only when something has changed: compressing takes longer than all the rest of a second start."""
    stamp, wanted = places.data_dir / "static-collected", static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Collecting what the browser needs")
    manage(["collectstatic", "--noinput", "--clear", "--verbosity", "0"], environment, stopping)
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Our own files by content; the packages' by their lock files."""
    own = (path for path in (ROOT / "static").rglob("*") if path.is_file())
    digest = sha256()
    for path in sorted([*own, ROOT / "requirements.lock", ROOT / "package-lock.json"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def make_county(environment: Mapping[str, str], stopping: threading.Event) -> None:
    say("Making the demonstration county, if there is none")
    size = ["--months", "15", "--cases", "3000", "--seed", "1", "--history", HISTORY]
    manage(["demo", *size, "--if-empty"], environment, stopping)


def manage(arguments: list[str], environment: Mapping[str, str], stopping: threading.Event) -> None:
    """Its output is shown as it comes: making the county has a progress bar."""
    if stopping.is_set():
        raise Stopped
    command = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while command.poll() is None and not stopping.wait(0.05):
            pass
    finally:
        end_program(command, signal.SIGINT)
    if stopping.is_set():
        raise Stopped
    if command.returncode:
        leave(f"`manage.py {arguments[0]}` failed; its reason stands above.")


def serve(environment: Mapping[str, str], servers: Embedded, stopping: threading.Event) -> None:
    """Servers and programs, each started again when it ends, until it is told to stop."""
    # The programs as the Procfile says: a name, and a command for the shell.
    kept: list[Supervised] = []
    for line in PROCFILE.read_text().splitlines():
        name, command = line.split(":", 1)
        kept.append(Program(name, ["/bin/sh", "-c", command.strip()], environment, ROOT, stopping))
    # Our own servers; what the environment names is kept running by others.
    if not database_is_named():
        kept.append(Server("PostgreSQL", servers.postgresql, servers, stopping))
    if not os.environ.get("REDIS_URL"):
        kept.append(Server("Redis", servers.redis, servers, stopping))
    for each in kept:
        each.start()
    is_hopeless = False
    try:
        is_hopeless = not _announce_site(environment, kept, stopping)
        stopping.wait()
    finally:
        stopping.set()
        for each in kept:
            each.join(2 * STOP_SECONDS)
    if is_hopeless:
        leave("A program ended again and again before the site had answered; its reason stands above.")
    raise Stopped


def _announce_site(environment: Mapping[str, str], kept: list[Supervised], stopping: threading.Event) -> bool:
    """Says where the site is once it answers, and who may log in; False, and stops, where it never will."""
    address = f"http://127.0.0.1:{environment['PORT']}"
    while not answers(f"{address}/health/live"):
        if any(each.ends > TRIES_BEFORE_READY for each in kept):
            stopping.set()
            return False
        if stopping.wait(0.2):
            return True
    say_if_possible(f"Ready: {address}")
    if environment["DEMO"] != "1":
        say_if_possible(FIRST_USER)
    else:
        subprocess.run([sys.executable, "manage.py", "demo_accounts"], cwd=ROOT, env=environment, check=False)
    return True


if __name__ == "__main__":
    main()
