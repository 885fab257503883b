"""The municipality's economist: the liability lines of the own municipality, and nothing of the case itself.

Also: whoever works with a municipality's own statistics has no part in Storsthlm's what-ifs.
"""

from django.db import migrations, models

MINE = "(SELECT app_role()) = 'municipal_economist'"
PAYS = "payer_id = (SELECT app_municipality())"

READ = (
    "".join(
        f"""
CREATE POLICY economist_read ON billing_{table} FOR SELECT TO vardovergang_app USING ({MINE} AND {PAYS});
"""
        for table in ("liability_period", "ledger_day", "liability_correction")
    )
    + f"""
CREATE POLICY economist_read ON billing_liability_day FOR SELECT TO vardovergang_app
    USING ({MINE} AND EXISTS (SELECT 1 FROM billing_liability_period p
                              WHERE p.id = period_id AND p.{PAYS}));
CREATE POLICY economist_read ON billing_liability_result FOR SELECT TO vardovergang_app
    USING ({MINE} AND EXISTS (SELECT 1 FROM billing_liability_period p
                              WHERE p.case_id = billing_liability_result.case_id AND p.{PAYS}));
"""
)

# PostgreSQL changes no column that a policy reads, so the policies are taken away and made again.
WITHOUT_POLICIES = """
DROP POLICY app_read ON billing_what_if;
DROP POLICY app_ask ON billing_what_if;
"""
WHAT_IF = """
CREATE POLICY app_read ON billing_what_if FOR SELECT TO vardovergang_app
    USING (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics') AND (SELECT app_municipality()) IS NULL);
CREATE POLICY app_ask ON billing_what_if FOR INSERT TO vardovergang_app
    WITH CHECK (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics')
                AND (SELECT app_municipality()) IS NULL
                AND asked_by_id = (SELECT app_assignment()) AND state = 'waiting');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0015_longer_roles"),
        ("municipalities", "0013_who_changes_what"),
    ]

    operations = [
        migrations.RunSQL(WITHOUT_POLICIES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="whatif",
            name="role",
            field=models.CharField(
                choices=[
                    ("inpatient", "Slutenvård"),
                    ("outpatient", "Öppenvård"),
                    ("case_officer", "Biståndshandläggare"),
                    ("placement_coordinator", "Placeringssamordnare"),
                    ("municipal_health_care", "Kommunal hälso- och sjukvård"),
                    ("invoicer", "Fakturerare"),
                    ("municipal_economist", "Kommunens ekonom"),
                    ("statistics", "Statistik"),
                    ("log_reviewer", "Logggranskare"),
                    ("local_administrator", "Lokal administratör"),
                    ("system_administrator", "Systemadministratör"),
                ],
                max_length=30,
            ),
        ),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
        migrations.RunSQL(WHAT_IF, migrations.RunSQL.noop),
    ]
