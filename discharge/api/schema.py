"""What the API's description says of sending a message: one shape for each row of the process table."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer

from discharge.api.case_serializers import MessageSerializer
from discharge.api.errors import Problem
from discharge.api.message_serializers import serializers_by_type

ANSWERS = {400: Problem, 403: Problem, 404: Problem, 409: Problem}


class MessageSchema(AutoSchema):
    """Read from the table when the description is made, not when this module is."""

    def get_operation_id(self) -> str:
        return "messages_create"

    def get_override_parameters(self) -> list[Any]:
        types = list(serializers_by_type())
        return [OpenApiParameter("type", str, OpenApiParameter.PATH, enum=types)]

    def get_request_serializer(self) -> Any:
        shapes = list(serializers_by_type().values())
        return PolymorphicProxySerializer("MessageToSend", shapes, resource_type_field_name=None)

    def get_response_serializers(self) -> Any:
        return {200: MessageSerializer, 201: MessageSerializer, **ANSWERS}
