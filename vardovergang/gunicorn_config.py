"""gunicorn's settings, in development as in production: `gunicorn -c python:vardovergang.gunicorn_config`."""

import os
import sys
from typing import Any

from gunicorn.glogging import Logger

from vardovergang import logs
from vardovergang.configuration import variables

if sentence := variables.first_fault(os.environ):
    sys.exit(sentence)

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "vardovergang.web.gunicorn_worker.PatientWorker"
# These only read: vardovergang/web/gunicorn_worker.py says how many answer.
threads = 200
# Longer than the proxy keeps a connection that it does not use (Caddyfile), lest it sends into a closed one.
keepalive = 75
timeout = 60
# No access log: it would hold what people typed in the address. The site logs each request by its route.
accesslog = None
control_socket_disable = True
# The site is loaded once, before the workers come: they share what none of them changes, and begin at once.
preload_app = True
loglevel = "warning"


class SiteLogger(Logger):
    """gunicorn quotes the address of a request that fails; its lines are written as the site's are."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter())


logger_class = SiteLogger
