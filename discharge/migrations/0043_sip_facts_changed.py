"""When a case's SIP was last said anything new of: statistics count such cases again."""

from django.db import migrations, models
from django.db.models.functions import Now

GRANT = "GRANT UPDATE (changed_at) ON discharge_sip_facts TO vardovergang_app, vardovergang_worker;"


class Migration(migrations.Migration):
    dependencies = [("discharge", "0042_reviewed_cases_alone")]

    operations = [
        migrations.AddField(
            model_name="sipfacts",
            name="changed_at",
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AddIndex(
            model_name="sipfacts",
            index=models.Index(fields=["changed_at"], name="sip_facts_changed"),
        ),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]
