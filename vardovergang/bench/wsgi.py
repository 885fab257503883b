"""What gunicorn serves for the bench: the site, with the bench's own addresses beside the product's."""

from django.conf import settings

from vardovergang.wsgi import application

__all__ = ["application"]

settings.ROOT_URLCONF = "vardovergang.bench.bare"
