"""The municipality's economist reads the means of the own municipality, and what was booked of them."""

from django.db import migrations

READ = "".join(
    f"""
CREATE POLICY economist_read ON billing_{table} FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'municipal_economist' AND payer_id = (SELECT app_municipality()));
"""
    for table in ("ledger_average", "average_correction")
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_municipal_economist")]
    operations = [migrations.RunSQL(READ, migrations.RunSQL.noop)]
