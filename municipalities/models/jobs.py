"""When a job of the site was last sent, or last done."""

from __future__ import annotations

from django.db import models


class JobMark(models.Model):
    """One moment by a job's name; the worker's role alone reads and writes it (`actions/jobs.py`)."""

    name = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "municipalities_job_mark"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
