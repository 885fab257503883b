"""What `municipalities.cache` keeps."""

from __future__ import annotations

from django.db import models


class CacheEntry(models.Model):
    """A count or a mark that ends by itself. By a digest of its key: who is counted can't be read from it."""

    key = models.CharField(primary_key=True, max_length=64)
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "municipalities_cache"

    def __str__(self) -> str:
        return self.key
