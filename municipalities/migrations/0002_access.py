"""Who acts (functions that policies read) and the access log with its monthly partitions."""

from django.db import migrations

ACTS = """
CREATE FUNCTION app_assignment() RETURNS uuid LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('app.assignment', true), '')::uuid $$;

-- The unit that this transaction acts for; null without an assignment that is valid today.
CREATE FUNCTION app_unit() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT unit_id FROM municipalities_assignment
    WHERE id = app_assignment()
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN valid_from AND coalesce(valid_to, 'infinity')
$$;

CREATE FUNCTION app_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT role FROM municipalities_assignment
    WHERE id = app_assignment()
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN valid_from AND coalesce(valid_to, 'infinity')
$$;

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME; END $$;

REVOKE EXECUTE ON FUNCTION app_assignment(), app_unit(), app_role() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_assignment(), app_unit(), app_role() TO vardovergang_app, vardovergang_worker;
"""

ACCESS_LOG = """
CREATE TABLE municipalities_access_log (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    assignment_id uuid,
    user_id bigint,
    unit_id uuid,
    action varchar(10) NOT NULL,
    refused boolean NOT NULL,
    case_id uuid,
    patient_id uuid,
    case_ids uuid[] NOT NULL,
    detail varchar(120) NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX access_log_by_patient ON municipalities_access_log (patient_id, at);
CREATE INDEX access_log_by_case ON municipalities_access_log (case_id, at);
CREATE INDEX access_log_by_user ON municipalities_access_log (user_id, at);
CREATE INDEX access_log_by_unit ON municipalities_access_log (unit_id, at);

ALTER TABLE municipalities_access_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE municipalities_access_log FORCE ROW LEVEL SECURITY;
CREATE POLICY add ON municipalities_access_log FOR INSERT
    TO vardovergang_app, vardovergang_worker WITH CHECK (true);
GRANT INSERT ON municipalities_access_log TO vardovergang_app, vardovergang_worker;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON municipalities_access_log
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON municipalities_access_log EXECUTE FUNCTION forbid_change();

-- A partition reached by its own name would otherwise pass by the parent's policies.
CREATE FUNCTION add_access_log_partition(name text, bounds text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF municipalities_access_log %s', name, bounds);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE OR REPLACE TRIGGER kept BEFORE TRUNCATE ON %I EXECUTE FUNCTION forbid_change()', name);
END $$;
REVOKE EXECUTE ON FUNCTION add_access_log_partition(text, text) FROM PUBLIC;
SELECT add_access_log_partition('municipalities_access_log_default', 'DEFAULT');
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial")]
    operations = [
        migrations.RunSQL(ACTS, migrations.RunSQL.noop),
        migrations.RunSQL(ACCESS_LOG, migrations.RunSQL.noop),
    ]
