"""`make run` with a small county and people who write in it, while something is taken away."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import requests

from tests.factories.vardovergang.run import FIRST, Run
from tests.installed import python
from tests.settings import ROOT
from vardovergang.servers.embedded import Embedded

COORDINATOR = "vardcentral"
WRITERS = 3
SEED = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "vardovergang.settings"
import django
django.setup()
from tests.factories.billing.nights import ready_stay
from tests.factories.browsers import new_stay
for _ in range(12):
    ready_stay().wait(days=4).go_home()
for _ in range({WRITERS}):
    print(new_stay().case.pk)
"""


class Fields(HTMLParser):
    """What a browser would send of the form with this id, or of the only one."""

    def __init__(self, page: str, form: str = "") -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.action = ""
        self._form, self._inside = form, False
        self._area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method") == "post" and (not self._form or given.get("id") == self._form)
            self.action = given.get("action", "") if self._inside else self.action
        elif self._inside and given.get("name"):
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        if tag == "textarea":
            self._area = given["name"]
            self.values[self._area] = ""
        elif tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self.values[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "form":
            self._inside = False


class RealSite:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.embedded = Embedded(data_dir)
        self._make_county()
        self.run = Run(data_dir, DEMO="1")
        self.run.until("Ready: ", FIRST)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.run.port}"

    def _make_county(self) -> None:
        """The demonstration's people, a stay for each writer, and some that the night has to compute."""
        self.embedded.ensure()
        try:
            self._program("manage.py", "migrate", "--verbosity", "0")
            self._program("manage.py", "demo_directory")
            self.cases = self._program("-c", SEED, DATABASE_ROLE="app").split()
        finally:
            self.embedded.release()

    def _program(self, *arguments: str, **environment: str) -> str:
        kept = {name: os.environ[name] for name in ("PATH", "HOME")}
        given = {"DATA_DIR": str(self.data_dir), "DEMO": "1", "PLAIN_HTTP": "1", "PYTHONPATH": str(ROOT)}
        # What writes the stays is the tests' own; the commands are the site's.
        program = python() if arguments[0] == "manage.py" else sys.executable
        done = subprocess.run(
            [program, *arguments],
            cwd=ROOT,
            env={**kept, **given, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def admin(self) -> psycopg.Connection[Any]:
        url = self.embedded.postgresql.admin_url.replace("/postgres?", "/vardovergang?")
        return psycopg.connect(url, autocommit=True)

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.admin() as connection:
            return connection.execute(statement, values).fetchall()

    def signal_postgresql(self, number: signal.Signals) -> None:
        os.kill(self.embedded.postgresql.read_pid() or 0, number)

    def signal_redis(self, number: signal.Signals) -> None:
        os.kill(self.embedded.redis.read_pid() or 0, number)

    def health(self, name: str) -> dict[str, str]:
        """What is said of each part; nothing where nobody answers."""
        with suppress(requests.RequestException):
            return dict(requests.get(f"{self.url}/health/{name}", timeout=20).json()["parts"])
        return {}

    def is_well(self) -> bool:
        parts = self.health("status")
        return bool(parts) and set(parts.values()) == {"ok"}

    def close(self) -> None:
        assert self.run.stop(signal.SIGTERM) == 0, self.run.said


@contextmanager
def real_site(data_dir: Path) -> Iterator[RealSite]:
    site = RealSite(data_dir)
    try:
        yield site
        site.close()
    finally:
        if site.run.process.poll() is None:
            site.run.stop(signal.SIGKILL)


def until(true: Callable[[], bool], within: float) -> float:
    """How long it took, in seconds."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < within, "It did not happen in time"
        time.sleep(0.2)
    return time.monotonic() - begun


@dataclass
class Writer:
    """Names a contact person again and again in one case, and keeps what the site has acknowledged.

    An answer of 503 hands back the form, and that is what is sent next; where nobody answers, the same again.
    """

    site: RealSite
    number: int
    mark: str
    acknowledged: list[str] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    handed_back: int = 0
    longest: float = 0.0

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.headers["Origin"] = self.site.url
        door = self._get("/logga-in/")
        chosen = {**Fields(door.text).values, "account": COORDINATOR}
        self.session.post(door.url, chosen, timeout=30).raise_for_status()
        self.address = f"/arenden/{self.site.cases[self.number]}/skicka/care_contact/"

    def _get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.site.url}{path}", timeout=30)

    def write_until(self, ended: threading.Event) -> None:
        count = 0
        while not ended.is_set():
            count += 1
            self._write(f"{self.mark} {self.number} {count}", ended)

    def _write(self, name: str, ended: threading.Event) -> None:
        begun = time.monotonic()
        form = self._form(ended)
        if form is None:
            return
        form |= {"name": name, "phone": "08-123 45 67", "reason": "Byte"}
        while not ended.is_set():
            answer = self._post(form)
            if answer is not None and answer.status_code == 302:
                self.acknowledged.append(name)
                self.longest = max(self.longest, time.monotonic() - begun)
                return
            if answer is not None:
                self.refusals.append(answer.status_code)
                form = self._again(answer, form, name)
            time.sleep(0.5)

    def _form(self, ended: threading.Event) -> dict[str, str] | None:
        while not ended.is_set():
            with suppress(requests.RequestException):
                page = self._get(self.address)
                if page.status_code == 200:
                    return Fields(page.text, "form-care_contact").values
                self.refusals.append(page.status_code)
            time.sleep(0.5)
        return None

    def _post(self, form: dict[str, str]) -> requests.Response | None:
        with suppress(requests.RequestException):
            return self.session.post(
                f"{self.site.url}{self.address}", form, timeout=30, allow_redirects=False
            )
        return None

    def _again(self, answer: requests.Response, form: dict[str, str], name: str) -> dict[str, str]:
        """What the page holds, if it holds what was typed."""
        given = Fields(answer.text).values
        if given.get("name") != name:
            return form
        self.handed_back += 1
        return given


@contextmanager
def writing(site: RealSite, number: int = WRITERS) -> Iterator[list[Writer]]:
    """They write meanwhile and five seconds more; then what they were told is held against what is there."""
    mark = f"Skrift {secrets.token_hex(3)}"
    writers = [Writer(site, each, mark) for each in range(number)]
    ended = threading.Event()
    threads = [threading.Thread(target=writer.write_until, args=(ended,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        time.sleep(5)
        yield writers
        time.sleep(5)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    nothing_is_lost_or_doubled(site, writers)


def nothing_is_lost_or_doubled(site: RealSite, writers: list[Writer]) -> None:
    sent = "SELECT content->>'name' FROM discharge_message WHERE type = 'care_contact'"
    there = [name for (name,) in site.ask(sent) if name and name.startswith(writers[0].mark)]
    acknowledged = [name for writer in writers for name in writer.acknowledged]
    assert acknowledged
    assert sorted(set(acknowledged) - set(there)) == []
    assert len(there) == len(set(there))
