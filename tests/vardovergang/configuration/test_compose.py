"""Every command in docker-compose.yml and Dockerfile exists, and starts on this machine, without Docker.

The commands are run as they stand, with the environment that the file gives them; only the addresses of
servers and the port are replaced by those of servers that the test starts.
"""

import http.client
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.collected import static_root
from tests.installed import KEY, programs
from tests.processes import free_port, stop
from tests.settings import ROOT
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.embedded.postgresql import find_binaries
from vardovergang.servers.embedded.redis import find_program
from vardovergang.servers.urls import ROLES, VARIABLES

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
START_SECONDS = 180


class Native:
    """The file's services on this machine, beside a PostgreSQL and a Redis of their own."""

    def __init__(self, data_dir: Path) -> None:
        self.servers = Embedded(data_dir, postgresql_settings=("fsync = off",))
        self.servers.places.make()
        self.servers.postgresql.start()
        self.servers.redis.start()
        self.port = free_port()
        host = self.servers.places.postgresql_socket_dir
        self.replaced = {
            "REDIS_URL": f"unix://{self.servers.places.redis_socket}?db=0",
            "DATABASE_ADMIN_URL": self.servers.postgresql.admin_url,
            "BIND": f"127.0.0.1:{self.port}",
            "SITE_ADDRESS": "vardovergang.example",
            "SECRET_KEY": KEY,
            # What Docker would lay at /run/secrets.
            "IDENTITY_SERVICES": _interpolated(COMPOSE["secrets"]["identity_services"]["file"]),
        }
        for role, variable in VARIABLES.items():
            password = secrets.token_hex(8)
            self.replaced[variable] = f"postgresql://{ROLES[role]}:{password}@/vardovergang?host={host}"

    def close(self) -> None:
        self.servers.redis.stop()
        self.servers.postgresql.stop()

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """Only what the file and the Dockerfile name: nothing of this machine helps a service to start."""
        named = SERVICES[service]["environment"]
        given = {name: self.replaced.get(name) or _interpolated(str(value)) for name, value in named.items()}
        return {
            **given,
            **more,
            "DATA_DIR": str(self.servers.places.data_dir),
            "STATIC_ROOT": str(static_root()),
            "PATH": f"{programs()}{os.pathsep}{os.environ['PATH']}",
        }

    def command(self, arguments: list[str]) -> list[str]:
        return [
            re.sub(r"^http://(web|127\.0\.0\.1):8000/", f"http://127.0.0.1:{self.port}/", a)
            for a in arguments
        ]

    def run(self, service: str, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(arguments),
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS,
        )

    @contextmanager
    def running(self, service: str, **more: str) -> Iterator[None]:
        log = self.servers.places.logs / f"{service}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command(SERVICES[service]["command"]),
                cwd=ROOT,
                env=self.environment(service, **more),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            yield
            assert process.poll() is None, log.read_text()
        finally:
            stop(process)

    def becomes_healthy(self, service: str) -> None:
        """As Docker asks: by the file's own health check, in the service's environment."""
        kind, *check = SERVICES[service]["healthcheck"]["test"]
        assert kind == "CMD"
        deadline = time.monotonic() + START_SECONDS
        while (asked := self.run(service, check)).returncode:
            assert time.monotonic() < deadline, f"{service}: {asked.stdout}{asked.stderr}"
            time.sleep(0.2)


def _interpolated(value: str) -> str:
    """Compose's ${NAME:?why} and ${NAME:-default}."""
    value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
    return re.sub(r"\$\{(\w+):\?[^}]*\}", r"vardovergang.example", value)


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Native]:
    """The one-shots have run, in the order that the file gives."""
    native = Native(tmp_path_factory.mktemp("compose"))
    for service in ("roles", "migrate"):
        done = native.run(service, SERVICES[service]["command"])
        assert done.returncode == 0, done.stderr
    yield native
    native.close()


def test_every_service_of_ours_starts(native: Native) -> None:
    with psycopg.connect(native.replaced["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)
    with native.running("web"), native.running("worker"), native.running("beat"):
        for service in ("web", "worker", "beat"):
            native.becomes_healthy(service)


def test_all_of_ours_are_tried() -> None:
    assert set(OURS) == {"roles", "migrate", "web", "worker", "beat"}


def test_the_images_own_command_is_the_sites(native: Native) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    commands = re.findall(r"^CMD (.*)$", dockerfile, re.MULTILINE)
    assert [json.loads(command) for command in commands] == [SERVICES["web"]["command"]]
    checked = native.run("web", [*SERVICES["web"]["command"], "--check-config"])
    assert checked.returncode == 0, checked.stderr


def test_postgresql_and_redis_as_the_file_starts_them(native: Native, tmp_path: Path) -> None:
    ready = SERVICES["postgres"]["healthcheck"]["test"][1:]
    host = str(native.servers.places.postgresql_socket_dir)
    subprocess.run([find_binaries() / ready[0], *ready[1:], "--host", host], check=True, capture_output=True)

    program, port = Path(find_program()), str(free_port())
    command = SERVICES["redis"]["command"]
    assert command[0] == program.name
    here = ["--bind", "127.0.0.1", "--port", port, "--dir", str(tmp_path)]
    redis = subprocess.Popen([program, *command[1:], *here], stdout=subprocess.DEVNULL)
    try:
        client, *ping = SERVICES["redis"]["healthcheck"]["test"][1:]
        _until_it_answers([str(program.with_name(client)), "-p", port, *ping])
    finally:
        stop(redis)


def _until_it_answers(command: list[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while b"PONG" not in subprocess.run(command, capture_output=True, check=False).stdout:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_proxy_leads_to_the_site(native: Native) -> None:
    caddyfile = (ROOT / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddyfile
    assert SERVICES["web"]["environment"]["BIND"].endswith(":8000")
    assert "{$SITE_ADDRESS}" in caddyfile
    assert "SITE_ADDRESS" in SERVICES["proxy"]["environment"]
    if caddy := shutil.which("caddy"):
        environment = {"SITE_ADDRESS": "vardovergang.example", "PATH": os.environ["PATH"]}
        subprocess.run([caddy, "validate", "--config", "Caddyfile"], cwd=ROOT, env=environment, check=True)


def test_only_the_proxy_can_be_reached() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    outside = [name for name, service in SERVICES.items() if "outside" in service["networks"]]
    assert outside == ["proxy"]
    assert [name for name, service in SERVICES.items() if "identity" in service["networks"]] == ["web"]


def test_no_secret_stands_in_the_file() -> None:
    """A secret is a required variable: without it, compose refuses to start anything."""
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if name.endswith(("_PASSWORD", "SECRET_KEY")):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
            if "://" in str(value) and "@" in str(value):
                assert re.fullmatch(r"\w+://\w+:\$\{\w+_PASSWORD:\?[^}]+\}@postgres/\w+", value), name


def test_each_service_knows_only_the_login_that_it_needs() -> None:
    known = {
        name: sorted(key for key in service["environment"] if key.startswith("DATABASE_") and "URL" in key)
        for name, service in SERVICES.items()
        if "build" in service and name != "roles"
    }
    assert known == {
        "migrate": ["DATABASE_OWNER_URL"],
        "web": ["DATABASE_URL"],
        "worker": ["DATABASE_WORKER_URL"],
        "beat": ["DATABASE_WORKER_URL"],
    }


def test_whatever_keeps_data_has_a_volume_and_whatever_stays_has_a_health_check() -> None:
    # Beat keeps its times in PostgreSQL (docs/decisions/0006).
    for name in ("postgres", "redis", "proxy"):
        volumes = [volume.split(":")[0] for volume in SERVICES[name]["volumes"]]
        assert set(volumes) & set(COMPOSE["volumes"])
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) == (service["restart"] != "no"), name


def test_asking_whether_the_site_answers_loads_nothing_of_it() -> None:
    """Docker asks every ten seconds."""
    asked = "import sys, vardovergang.http_probe; print({'celery', 'django'} & sys.modules.keys())"
    done = subprocess.run([programs() / "python", "-c", asked], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"set()\n"


# --- slow clients --------------------------------------------------------------------------------


class Proxy:
    """Debian's Caddy with the file of ours, before the site."""

    def __init__(self, native: Native, folder: Path) -> None:
        self.program = os.environ.get("CADDY") or shutil.which("caddy")
        if not self.program:
            pytest.skip("There is no Caddy here, and it could not be installed: `apt install caddy`.")
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SITE_ADDRESS": f"http://vardovergang.example:{self.port}",
        }
        ours = (
            (ROOT / "Caddyfile")
            .read_text()
            .replace("reverse_proxy web:8000", f"reverse_proxy 127.0.0.1:{native.port}")
        )
        self.config = folder / "Caddyfile"
        self.config.write_text(ours.replace("\n{\n", "\n{\n\tadmin off\n", 1))
        self.log = folder / "caddy.log"

    @contextmanager
    def running(self) -> Iterator[None]:
        command = [str(self.program), "run", "--adapter", "caddyfile", "--config", str(self.config)]
        with self.log.open("wb") as output:
            process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not self._listens():
                assert process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield
        finally:
            stop(process)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def ask(port: int, path: str = "/logga-in/", seconds: float = 20) -> tuple[int, dict[str, str], str]:
    """One page; without TLS, which is Caddy's own business."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    host = f"vardovergang.example:{port}"
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


@contextmanager
def held_open(port: int, begun: bytes, number: int) -> Iterator[list[socket.socket]]:
    """So many connections that have begun a request and send a letter of it each second."""
    slow = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(number)]
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(1):
            for each in slow:
                with suppress(OSError):
                    each.send(b"a")

    dripping = threading.Thread(target=drip)
    try:
        for each in slow:
            each.sendall(begun)
        dripping.start()
        yield slow
    finally:
        ended.set()
        dripping.join()
        for each in slow:
            each.close()


HEADERS = "GET /logga-in/ HTTP/1.1\r\nHost: vardovergang.example:{port}\r\nX-Slow: "
BODY = (
    "POST /logga-in/lokalt/ HTTP/1.1\r\nHost: vardovergang.example:{port}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nlogin="
)


def pages_answer(port: int, number: int = 10) -> float:
    """The slowest of some pages one after another, in seconds."""
    slowest = 0.0
    for _ in range(number):
        begun = time.monotonic()
        assert ask(port)[0] == 200
        slowest = max(slowest, time.monotonic() - begun)
    return slowest


def test_h6_fifty_slow_headers_and_fifty_slow_bodies_stall_nobody(native: Native, tmp_path: Path) -> None:
    """Through the proxy, and to gunicorn itself; then the slow ones are cut off."""
    proxy = Proxy(native, tmp_path)
    with native.running("web", PLAIN_HTTP="1"), proxy.running():
        native.becomes_healthy("web")
        with ExitStack() as slow:
            for port in (proxy.port, native.port):
                for begun in (HEADERS, BODY):
                    slow.enter_context(held_open(port, begun.format(port=port).encode(), 50))
            # What they do to the site they have done by then.
            time.sleep(2)
            slowest = {port: pages_answer(port) for port in (proxy.port, native.port)}
            print("slowest page beside 200 slow connections:", slowest)  # noqa: T201 - make proof shows it
            assert max(slowest.values()) < 10


@pytest.mark.proof
def test_h6_who_sends_too_slowly_is_cut_off_and_a_slow_line_is_not(native: Native, tmp_path: Path) -> None:
    proxy = Proxy(native, tmp_path)
    with native.running("web", PLAIN_HTTP="1"), proxy.running():
        native.becomes_healthy("web")
        with held_open(native.port, BODY.format(port=native.port).encode(), 5) as slow:
            for each in slow:
                each.settimeout(40)
                assert each.recv(1) == b""
        assert post_slowly(proxy.port, size=1_500_000, a_second=50_000) == 403


def post_slowly(port: int, *, size: int, a_second: int) -> int:
    """A large form over a slow line: refused for its lack of a token, once all of it is there."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(BODY.format(port=port).replace("5000", str(size)).encode())
        sent = len("login=")
        while sent < size:
            sent += line.send(b"a" * min(a_second, size - sent))
            time.sleep(1)
        return int(line.recv(1000).split()[1])


def test_j5_the_proxy_says_that_the_site_is_away(native: Native, tmp_path: Path) -> None:
    proxy = Proxy(native, tmp_path)
    with proxy.running():
        status, headers, text = ask(proxy.port)
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Tjänsten svarar inte just nu" in text
