"""`make bench`: what the measured pages need, then `manage.py bench`."""

import os
import sys
import threading
from pathlib import Path

import manage
from vardovergang.bootstrap import ROOT, leave
from vardovergang.commands.run import collect_static
from vardovergang.commands.system import need_assets, need_libraries
from vardovergang.servers.data_dirs import CannotServe, Places


def main() -> None:
    need_libraries()
    need_assets()
    places = Places.under(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    try:
        places.make()
    except CannotServe as error:
        leave(str(error))
    collect_static(places, os.environ, threading.Event())
    manage.main(["manage.py", "bench", *sys.argv[1:]])


if __name__ == "__main__":
    main()
