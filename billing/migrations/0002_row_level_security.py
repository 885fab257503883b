"""Row-level security on what cases cost, and the trigger that notes which cases' facts have changed.

A unit reads the outcome of the cases that it takes part in, the invoicer every outcome; nobody but
the worker writes. The policy is a correlated EXISTS, as in discharge 0002.
"""

from django.db import migrations

OUTCOMES = ["result", "period", "day"]
TABLES = [*(f"liability_{name}" for name in OUTCOMES), "liability_failure", "uncomputed_case"]

PROTECT = "".join(
    f"""
ALTER TABLE billing_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON billing_{table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker ON billing_{table} TO vardovergang_worker USING (true) WITH CHECK (true);
"""
    for table in TABLES
)

READ = (
    "".join(
        f"""
CREATE POLICY app_read ON billing_liability_{name} FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'invoicer'
           OR EXISTS (SELECT 1 FROM discharge_participation p
                      WHERE p.case_id = billing_liability_{name}.case_id AND p.unit_id = (SELECT app_unit())));
"""
        for name in OUTCOMES
    )
    + """
CREATE POLICY app_read ON billing_liability_failure FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'invoicer');
"""
)

GRANTS = """
GRANT SELECT ON billing_liability_result, billing_liability_period, billing_liability_day, billing_liability_failure
    TO vardovergang_app;
GRANT SELECT, INSERT, UPDATE ON billing_liability_result TO vardovergang_worker;
GRANT SELECT, INSERT, DELETE ON billing_liability_period, billing_liability_day TO vardovergang_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON billing_liability_failure TO vardovergang_worker;
GRANT SELECT, DELETE ON billing_uncomputed_case TO vardovergang_worker;
"""

UNCOMPUTED = """
CREATE FUNCTION billing_note_changed_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_uncomputed_case (case_id, payer)
    SELECT id, coalesce(payer_id, '') FROM discharge_case WHERE id = NEW.case_id
    ON CONFLICT (case_id) DO UPDATE SET payer = excluded.payer;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION billing_note_changed_facts() FROM PUBLIC;

CREATE TRIGGER uncomputed_new AFTER INSERT ON discharge_case_facts
    FOR EACH ROW EXECUTE FUNCTION billing_note_changed_facts();
CREATE TRIGGER uncomputed_changed AFTER UPDATE ON discharge_case_facts
    FOR EACH ROW WHEN (OLD.facts IS DISTINCT FROM NEW.facts) EXECUTE FUNCTION billing_note_changed_facts();

INSERT INTO billing_uncomputed_case (case_id, payer)
SELECT id, coalesce(payer_id, '') FROM discharge_case JOIN discharge_case_facts ON case_id = id;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("discharge", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PROTECT, READ, GRANTS, UNCOMPUTED)
    ]
