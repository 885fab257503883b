"""What gunicorn serves. It connects to the database at once: an unsafe role must stop it from starting.

A database that does not answer must not: gunicorn itself would end when one of its processes starts anew.
Each request looks for it again, and every new connection is asked for its role (`database_role`).
"""

import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

# Nothing that is being loaded is garbage; vardovergang/apps.py looks for it again.
gc.disable()
application = get_wsgi_application()

for connection in connections.all():
    with suppress(OperationalError):
        connection.ensure_connection()
    # Each of gunicorn's workers opens its own: a connection must not be shared across a fork.
    connection.close()
