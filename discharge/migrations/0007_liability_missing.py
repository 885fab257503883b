import django.contrib.postgres.fields
from django.db import migrations, models

# The column comes after migration 0002 named what each role may write.
GRANTS = "GRANT UPDATE (liability_missing) ON discharge_case TO vardovergang_app, vardovergang_worker;"


class Migration(migrations.Migration):
    dependencies = [("discharge", "0006_open_cases_in_order")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="liability_missing",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_default=[],
                default=list,
                size=None,
                verbose_name="vad regionen har kvar",
            ),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
