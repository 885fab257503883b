"""From the trial's tables to those of today: counts that end, marks of jobs, and longer reasons in the log."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_schema")]
    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "municipalities_cache",
            },
        ),
        migrations.CreateModel(
            name="JobMark",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "municipalities_job_mark",
            },
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="detail",
            field=models.CharField(blank=True, max_length=500),
        ),
        ApplyRules(),
    ]
