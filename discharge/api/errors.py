"""What the API says when it refuses: always `message` and `problems`, in Swedish."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from discharge.process import Refused
from municipalities.door import limits
from municipalities.door.serializers import Serializer

WRONG_FIELDS = "Rätta de markerade fälten."
TOO_LARGE = f"Anropet är för stort. Högst {limits.BODY_BYTES // 1000} kB kan skickas, utöver filer."
NO_CASE = "Ärendet finns inte, eller så deltar er enhet inte i det."


class Gone(APIException):
    """What has been destroyed on a decision."""

    status_code = status.HTTP_410_GONE
    default_detail = "Bilagan är förstörd efter beslut. Beslutet står i ärendets tidslinje."


class Problem(Serializer):
    """`problems` says what is wrong with single fields, by name."""

    message = serializers.CharField()
    problems = serializers.DictField(child=serializers.CharField())


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's answer with our body; a rule's refusal is a conflict, a wrong value a bad request."""
    if isinstance(error, Refused):
        code = status.HTTP_400_BAD_REQUEST if error.problems else status.HTTP_409_CONFLICT
        return Response({"message": error.message, "problems": error.problems}, code)
    if isinstance(error, RequestDataTooBig):
        body = {"message": TOO_LARGE, "problems": {}}
        return Response(body, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, ObjectDoesNotExist):
        # An action no longer finds what was found a moment before: somebody has taken the case back.
        error = Http404()
    response = exception_handler(error, context)
    if response is None:
        return None
    problems: dict[str, str] = {}
    if isinstance(error, ValidationError):
        if isinstance(error.detail, dict):
            message = WRONG_FIELDS
            problems = {name: _first_text(texts) for name, texts in error.detail.items()}
        else:
            message = str(error.detail[0])
    elif isinstance(error, Http404):
        message = NO_CASE
    else:
        message = str(error.detail) if isinstance(error, APIException) else "Det är inte tillåtet."
    response.data = {"message": message, "problems": problems}
    return response


def _first_text(texts: Any) -> str:
    """The first of what is wrong, wherever in a list of objects it stands."""
    if isinstance(texts, dict):
        texts = [part for part in texts.values() if part]
    return _first_text(next(part for part in texts if part)) if isinstance(texts, list) else str(texts)
