"""What `manage.py check --deploy` asks about this site, beside Django's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demonstration_is_closed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Error("DEMO=1: whoever reaches the site may choose an account.", hint="Unset DEMO.", id="site.E001")
    ]
