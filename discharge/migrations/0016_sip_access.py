"""Who may begin a SIP outside a stay, and row-level security on its facts.

A ward begins stays; outpatient care and municipalities begin SIPs, and register the person for it.
"""

from django.db import migrations


def _mine(column: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM discharge_participation p "
        f"WHERE p.case_id = {column} AND p.unit_id = (SELECT app_unit()))"
    )


BEGIN = f"""
DROP POLICY app_add ON discharge_participation;
CREATE POLICY app_add ON discharge_participation FOR INSERT TO vardovergang_app
    WITH CHECK (discharge_acts(case_id)
                OR (unit_id = (SELECT app_unit())
                    AND (SELECT app_role()) IN ('inpatient', 'outpatient', 'case_officer')
                    AND NOT discharge_case_exists(case_id)));
DROP POLICY app_add ON discharge_case;
CREATE POLICY app_add ON discharge_case FOR INSERT TO vardovergang_app
    WITH CHECK ({_mine("discharge_case.id")}
                AND kind = CASE (SELECT app_role()) WHEN 'inpatient' THEN 'stay' ELSE 'sip' END);
"""

FACTS = f"""
ALTER TABLE discharge_sip_facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE discharge_sip_facts FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON discharge_sip_facts TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker ON discharge_sip_facts TO vardovergang_worker USING (true) WITH CHECK (true);
CREATE POLICY app_read ON discharge_sip_facts FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.case_id = discharge_sip_facts.case_id AND p.unit_id = (SELECT app_unit())
                     AND p.ended_at IS NULL));
CREATE POLICY app_add ON discharge_sip_facts FOR INSERT TO vardovergang_app
    WITH CHECK ({_mine("discharge_sip_facts.case_id")});
CREATE POLICY app_derive ON discharge_sip_facts FOR UPDATE TO vardovergang_app
    USING ({_mine("discharge_sip_facts.case_id")});
GRANT SELECT, INSERT, UPDATE (facts) ON discharge_sip_facts TO vardovergang_app, vardovergang_worker;
GRANT UPDATE (sip_closed_at) ON discharge_case TO vardovergang_app, vardovergang_worker;
GRANT UPDATE (sip_running, meeting_at, meeting_held, follow_up_on, placement)
    ON discharge_participation TO vardovergang_app, vardovergang_worker;
"""

REGISTER = """
-- As before; now also for who begins a SIP, and an open stay hinders another stay only.
CREATE OR REPLACE FUNCTION discharge_register_patient(p jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF coalesce(app_role(), '') NOT IN ('inpatient', 'outpatient', 'case_officer') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who takes part in care registers a person';
    END IF;
    IF app_role() = 'inpatient' AND EXISTS (
        SELECT 1 FROM discharge_case c JOIN discharge_patient x ON x.id = c.patient_id
        WHERE x.identity_number = p->>'identity_number' AND c.is_open AND c.kind = 'stay') THEN
        RAISE unique_violation USING MESSAGE = 'the person has an open stay', CONSTRAINT = 'one_open_stay_per_patient';
    END IF;
    INSERT INTO discharge_patient AS old (id, identity_number, number_kind, given_name, family_name, sex, birth_date,
                                   street, postal_code, city, municipality_id, district_id, listed_unit_id,
                                   protected_identity)
    SELECT id, identity_number, number_kind, given_name, family_name, sex, birth_date,
           street, postal_code, city, municipality_id, district_id, listed_unit_id, protected_identity
    FROM jsonb_populate_record(NULL::discharge_patient, p)
    ON CONFLICT (identity_number) DO UPDATE SET
        given_name = excluded.given_name, family_name = excluded.family_name, street = excluded.street,
        postal_code = excluded.postal_code, city = excluded.city, municipality_id = excluded.municipality_id,
        district_id = excluded.district_id, listed_unit_id = excluded.listed_unit_id,
        -- Protection is never lifted by a registration that does not know of it.
        protected_identity = old.protected_identity OR excluded.protected_identity
    RETURNING old.id INTO found;
    RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0015_sip")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (BEGIN, FACTS, REGISTER)]
