"""What gunicorn serves. It connects to the database at once: an unsafe role must stop it from starting."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardovergang.settings")

application = get_wsgi_application()

for connection in connections.all():
    connection.ensure_connection()
    # Each of gunicorn's workers opens its own: a connection must not be shared across a fork.
    connection.close()
