#!/usr/bin/env python
"""Django's commands, each as the database role that its work needs; servers are started when needed."""

import gc
import os
import sys
from pathlib import Path

OWNER = (
    "add_organisation",
    "database_rules",
    "demo",
    "demo_directory",
    "demo_history",
    "destruction",
    "give_role",
    "migrate",
    "makemigrations",
    "merge_district",
    "merge_districts",
    "partitions",
    "showmigrations",
    "sqlmigrate",
    "flush",
)
WORKER = (
    "bench_night",
    "demo_figures",
    "month_sums",
    "monthly_statistics",
    "nightly",
    "rebuild_cases",
    "sync_catalogue",
)
# These read no database, so nothing is started for them; every other command gets the app role.
NO_DATABASE = (
    "", "help", "version", "--help", "--version", "check", "collectstatic", "compilemessages", "diffsettings",
    "demo_accounts", "findstatic", "liability", "makemessages", "roles", "spectacular",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    command = arguments[1] if len(arguments) > 1 else ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")
    os.environ.setdefault("DATABASE_ROLE", role_of(command))
    if command == "collectstatic" and "--help" not in arguments:
        # Before the settings look which of the folders are there: without them every page would be 500.
        from vardovergang.commands.system import need_assets

        need_assets()
    if command not in NO_DATABASE and "--help" not in arguments:
        start_servers()
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)


def role_of(command: str) -> str:
    if command in OWNER:
        return "owner"
    return "worker" if command in WORKER else "app"


def start_servers() -> None:
    from vardovergang.servers.data_dirs import CannotServe
    from vardovergang.servers.embedded import ensure
    from vardovergang.servers.urls import database_is_named

    postgresql, redis = not database_is_named(), not os.environ.get("REDIS_URL")
    data_dir = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent / ".data")
    if postgresql or redis:
        try:
            ensure(data_dir, postgresql=postgresql, redis=redis)
        except CannotServe as error:
            sys.exit(str(error))


if __name__ == "__main__":
    # Nothing that is being loaded is garbage; vardovergang/apps.py looks for it again.
    gc.disable()
    main(sys.argv)
