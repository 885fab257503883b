"""Whether a call to SIP is a condition where the person has declined a SIP: a term (assumed that it is none)."""

from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_unbillable_by_case")]
    operations = [
        migrations.AddField(
            model_name="terms",
            name="declined_sip_waives_call",
            field=models.BooleanField(
                db_default=True,
                default=True,
                verbose_name="kallelse till SIP krävs inte när personen har avböjt SIP",
            ),
        ),
        ApplyRules(),
    ]
