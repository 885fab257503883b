"""The API refuses what no view has allowed."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Refuse(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False
