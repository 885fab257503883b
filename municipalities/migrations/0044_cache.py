"""Counts and marks that end by themselves, in place of the cache in Redis."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0043_who_changes_a_name")]

    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "municipalities_cache"},
        ),
    ]
