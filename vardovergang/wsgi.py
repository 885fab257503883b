"""What gunicorn serves. It connects to the database at once: an unsafe role must stop it from starting.

A database that does not answer must not: gunicorn itself would end when one of its processes starts anew.
Each request looks for it again, and every new connection is asked for its role (`database_role`).

What is loaded here lives as long as the process. Nobody looks for garbage among it, neither while it is
loaded nor in a page now and then, where it would be the dearest part.
"""

import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

# vardovergang/apps.py looks for garbage again.
gc.disable()
application = get_wsgi_application()
# With every view, which the first request would wait for otherwise.
reverse("municipalities:home")

for connection in connections.all():
    with suppress(OperationalError):
        connection.ensure_connection()
    # Each of gunicorn's workers opens its own: a connection must not be shared across a fork.
    connection.close()

gc.collect()
gc.freeze()
# Pages leave little in circles: looking after every 700 objects cost 1.7 % of a list.
gc.set_threshold(50_000, 10, 10)
