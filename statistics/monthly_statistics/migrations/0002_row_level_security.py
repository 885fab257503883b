"""Row-level security on the figures: the application sees them as "statistics" and never a withheld one.

What is published stays: there is no UPDATE, and DELETE reaches only the month that still runs (version 0).
"""

from django.db import migrations

PROTECT = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON {table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker_read ON {table} FOR SELECT TO vardovergang_worker USING (true);
CREATE POLICY worker_add ON {table} FOR INSERT TO vardovergang_worker WITH CHECK (true);
GRANT SELECT ON {table} TO vardovergang_app;
GRANT SELECT, INSERT, DELETE ON {table} TO vardovergang_worker;
CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION forbid_change();
"""
    for table in ("statistics_snapshot", "statistics_monthly_figure")
)

POLICIES = """
CREATE POLICY app_read ON statistics_snapshot FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'statistics');
CREATE POLICY app_read ON statistics_monthly_figure FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'statistics' AND NOT withheld);

CREATE POLICY worker_replace ON statistics_snapshot FOR DELETE TO vardovergang_worker USING (version = 0);
CREATE POLICY worker_replace ON statistics_monthly_figure FOR DELETE TO vardovergang_worker
    USING (EXISTS (SELECT 1 FROM statistics_snapshot s WHERE s.id = snapshot_id AND s.version = 0));
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("municipalities", "0002_access")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PROTECT, POLICIES)]
