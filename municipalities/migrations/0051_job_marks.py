"""When each periodic job was last sent, so that any number of beats may run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0050_longer_log_detail")]

    operations = [
        migrations.CreateModel(
            name="JobMark",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "municipalities_job_mark"},
        ),
    ]
