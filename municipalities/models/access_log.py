"""The access log: who read or tried to read what. Append-only; partitioned by month."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from municipalities.ids import new_id


class AccessLog(models.Model):
    """One reading, or one refused attempt (PDL 2008:355, 4 kap. 3 §: who, unit, when, what, which patient).

    Holds ids without foreign keys: the log outlives what it speaks of. A list is one row with the
    ids that it showed. The table is made by SQL (partitions); months are added by `manage.py partitions`.
    """

    class Action(models.TextChoices):
        LIST = "list", "Lista"
        OPEN = "open", "Öppnade ärende"
        LOOKUP = "lookup", "Sökte personnummer"
        PRINT = "print", "Skrev ut"
        EXPORT = "export", "Exporterade"
        WRITE = "write", "Skrev i ärende"
        UNBLOCK = "unblock", "Öppnade spärr"
        REVIEW = "review", "Granskade åtkomstlogg"
        DESTROY = "destroy", "Förstörde innehåll"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    assignment_id = models.UUIDField(null=True)
    user_id = models.BigIntegerField(null=True)
    unit_id = models.UUIDField(null=True)
    action = models.CharField(max_length=10, choices=Action)
    refused = models.BooleanField(default=False)
    case_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)
    case_ids = ArrayField(models.UUIDField(), default=list)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "municipalities_access_log"

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
