"""Secrets of second factors lie encrypted in the database, by a key made from SECRET_KEY."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str) -> str:
    return _make_box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def open_sealed(sealed: str) -> str:
    """Raises cryptography's InvalidToken for what this key did not seal."""
    return _make_box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()


@cache
def _make_box(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"second factors").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
