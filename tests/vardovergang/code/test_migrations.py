from tests.processes import manage
from tests.servers import TestServers


def test_no_migration_is_missing(servers: TestServers) -> None:
    done = manage(servers.urls, "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout + done.stderr
