"""The version of the directory: units, districts, municipalities and organisations."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules

ONE_VERSION = """
INSERT INTO municipalities_directory_version (id, version) VALUES (1, gen_random_uuid());
ALTER TABLE municipalities_directory_version ADD CONSTRAINT one_directory_version CHECK (id = 1);
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0002_from_the_trial")]
    operations = [
        migrations.CreateModel(
            name="DirectoryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.UUIDField()),
            ],
            options={
                "db_table": "municipalities_directory_version",
            },
        ),
        migrations.RunSQL(ONE_VERSION, migrations.RunSQL.noop),
        ApplyRules(),
    ]
