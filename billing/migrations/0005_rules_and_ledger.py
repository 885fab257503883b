"""What the database itself does with terms, rates, months and the ledger.

Terms, rates and months keep their history and are never deleted. A change of terms or rates gives the
rules a new version and notes for which days they have changed; the night finds the cases. The ledger
and its corrections are about patients' cases: row-level security, and nobody changes a row.
"""

from django.db import migrations

TRACK = """
SELECT track_changes(name)
FROM unnest(ARRAY['billing_agreement', 'billing_terms', 'billing_daily_rate', 'billing_month']) AS name;
"""

VERSION = """
INSERT INTO billing_rules_version (id, version) VALUES (1, gen_random_uuid());
ALTER TABLE billing_rules_version ADD CONSTRAINT one_rules_version CHECK (id = 1);

CREATE FUNCTION billing_new_rules_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE billing_rules_version SET version = gen_random_uuid();
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION billing_new_rules_version() FROM PUBLIC;
""" + "".join(
    f"""
CREATE TRIGGER new_version AFTER INSERT OR UPDATE OR DELETE ON billing_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION billing_new_rules_version();
"""
    for table in ("agreement", "terms", "daily_rate")
)

CHANGED = """
-- For terms that only end earlier or later, just the days that are theirs no longer, or now.
CREATE FUNCTION billing_note_changed_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    old_days datemultirange := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE datemultirange(OLD.valid) END;
    new_days datemultirange := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE datemultirange(NEW.valid) END;
    changed datemultirange := old_days + new_days;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'valid' = to_jsonb(NEW) - 'valid' THEN
        changed := changed - old_days * new_days;
    END IF;
    INSERT INTO billing_changed_rules (agreement_id, care_type, days)
    SELECT DISTINCT line.agreement_id, line.care_type, days
    FROM (VALUES (OLD.agreement_id, OLD.care_type), (NEW.agreement_id, NEW.care_type)) AS line (agreement_id, care_type),
         unnest(changed) AS days
    WHERE line.agreement_id IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION billing_note_changed_rate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_changed_rules (care_type, days)
    SELECT DISTINCT rate.care_type, daterange(make_date(rate.year, 1, 1), make_date(rate.year + 1, 1, 1))
    FROM (VALUES (OLD.year, OLD.care_type), (NEW.year, NEW.care_type)) AS rate (year, care_type)
    WHERE rate.year IS NOT NULL AND OLD IS DISTINCT FROM NEW;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION billing_note_changed_terms(), billing_note_changed_rate() FROM PUBLIC;

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON billing_terms
    FOR EACH ROW EXECUTE FUNCTION billing_note_changed_terms();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON billing_daily_rate
    FOR EACH ROW EXECUTE FUNCTION billing_note_changed_rate();
GRANT INSERT ON billing_uncomputed_case TO vardovergang_worker;
"""

LEDGER = ("ledger_day", "liability_correction")
PROTECT = (
    "".join(
        f"""
ALTER TABLE billing_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON billing_{table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker ON billing_{table} TO vardovergang_worker USING (true) WITH CHECK (true);
CREATE POLICY app_read ON billing_{table} FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'invoicer'
           OR EXISTS (SELECT 1 FROM discharge_participation p
                      WHERE p.case_id = billing_{table}.case_id AND p.unit_id = (SELECT app_unit())));
CREATE POLICY app_close ON billing_{table} FOR INSERT TO vardovergang_app
    WITH CHECK ((SELECT app_role()) = 'invoicer');
GRANT SELECT, INSERT ON billing_{table} TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON billing_{table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON billing_{table} EXECUTE FUNCTION forbid_change();
"""
        for table in LEDGER
    )
    + """
GRANT SELECT ON billing_ledger_day TO vardovergang_worker;
GRANT SELECT, INSERT ON billing_liability_correction TO vardovergang_worker;
"""
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_agreements"), ("municipalities", "0003_history")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TRACK, VERSION, CHANGED, PROTECT)
    ]
