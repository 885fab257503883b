"""Row-level security on everything about a patient, and the narrow functions beside it.

A unit sees the cases that it takes part in. The policies are correlated EXISTS on the
participation, which the unique index on (case, unit) answers; written as IN (SELECT …) the same
policy was measured 500 times slower.
"""

from django.db import migrations

TABLES = [
    "patient",
    "case",
    "participation",
    "message",
    "recipient",
    "receipt",
    "case_facts",
    "handover_request",
]

PROTECT = "".join(
    f"""
ALTER TABLE discharge_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE discharge_{table} FORCE ROW LEVEL SECURITY;
-- The owner runs migrations and the SECURITY DEFINER functions below; nobody logs in to the site as owner.
CREATE POLICY owner ON discharge_{table} TO vardovergang_owner USING (true) WITH CHECK (true);
"""
    for table in TABLES
)

TAKES_PART = """
CREATE FUNCTION discharge_takes_part(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM discharge_participation WHERE case_id = p_case AND unit_id = app_unit()) $$;

CREATE FUNCTION discharge_case_exists(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM discharge_case WHERE id = p_case) $$;
"""


def _mine(column: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM discharge_participation p "
        f"WHERE p.case_id = {column} AND p.unit_id = (SELECT app_unit()))"
    )


POLICIES = f"""
-- Participation: the own rows, and the other parties' of the same cases. The first row of a case is
-- the sender's own, before the case itself; after that, whoever takes part may bring in others.
CREATE POLICY app_read ON discharge_participation FOR SELECT TO vardovergang_app
    USING (unit_id = (SELECT app_unit()) OR discharge_takes_part(case_id));
CREATE POLICY app_add ON discharge_participation FOR INSERT TO vardovergang_app
    WITH CHECK (discharge_takes_part(case_id)
                OR (unit_id = (SELECT app_unit()) AND (SELECT app_role()) = 'inpatient'
                    AND NOT discharge_case_exists(case_id)));
CREATE POLICY app_derive ON discharge_participation FOR UPDATE TO vardovergang_app
    USING (discharge_takes_part(case_id));

CREATE POLICY app_read ON discharge_case FOR SELECT TO vardovergang_app USING ({_mine("discharge_case.id")});
CREATE POLICY app_add ON discharge_case FOR INSERT TO vardovergang_app WITH CHECK ({_mine("discharge_case.id")});
CREATE POLICY app_derive ON discharge_case FOR UPDATE TO vardovergang_app USING ({_mine("discharge_case.id")});

CREATE POLICY app_read ON discharge_patient FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.patient_id = discharge_patient.id AND p.unit_id = (SELECT app_unit())));

CREATE POLICY app_read ON discharge_message FOR SELECT TO vardovergang_app USING ({_mine("discharge_message.case_id")});
CREATE POLICY app_add ON discharge_message FOR INSERT TO vardovergang_app
    WITH CHECK (sender_id = app_assignment() AND sender_unit_id = (SELECT app_unit())
                AND {_mine("discharge_message.case_id")});

CREATE POLICY app_read ON discharge_recipient FOR SELECT TO vardovergang_app
    USING ({_mine("discharge_recipient.case_id")});
CREATE POLICY app_add ON discharge_recipient FOR INSERT TO vardovergang_app
    WITH CHECK (EXISTS (SELECT 1 FROM discharge_message m
                        WHERE m.id = message_id AND m.case_id = discharge_recipient.case_id
                          AND m.sender_id = app_assignment()));

CREATE POLICY app_read ON discharge_receipt FOR SELECT TO vardovergang_app
    USING ({_mine("discharge_receipt.case_id")});
CREATE POLICY app_add ON discharge_receipt FOR INSERT TO vardovergang_app
    WITH CHECK (unit_id = (SELECT app_unit()) AND assignment_id = app_assignment()
                AND EXISTS (SELECT 1 FROM discharge_recipient r
                            WHERE r.id = recipient_id AND r.case_id = discharge_receipt.case_id
                              AND r.unit_id = (SELECT app_unit())));

CREATE POLICY app_read ON discharge_case_facts FOR SELECT TO vardovergang_app
    USING ({_mine("discharge_case_facts.case_id")});
CREATE POLICY app_add ON discharge_case_facts FOR INSERT TO vardovergang_app
    WITH CHECK ({_mine("discharge_case_facts.case_id")});
CREATE POLICY app_derive ON discharge_case_facts FOR UPDATE TO vardovergang_app
    USING ({_mine("discharge_case_facts.case_id")});

CREATE POLICY app_read ON discharge_handover_request FOR SELECT TO vardovergang_app
    USING (from_unit_id = (SELECT app_unit()) OR to_unit_id = (SELECT app_unit()));
CREATE POLICY app_close ON discharge_handover_request FOR UPDATE TO vardovergang_app
    USING (to_unit_id = (SELECT app_unit()));

-- Jobs: facts and derived columns of every case; of patients only what statistics count by.
CREATE POLICY worker ON discharge_case TO vardovergang_worker USING (true);
CREATE POLICY worker ON discharge_participation TO vardovergang_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON discharge_case_facts TO vardovergang_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON discharge_patient FOR SELECT TO vardovergang_worker USING (true);
"""

_CASE_DERIVED = """care_type, ward_id, payer_id, district_id, admitted_at, expected_discharge, certainty, ready_at,
    discharged_at, step, next_unit_id, next_type, next_deadline, is_open, changed_at,
    starts_on, free_days_left, liability_state"""
_PART_DERIVED = """active, in_hospital, to_acknowledge, to_answer, next_type, deadline, ready_at, admitted_at,
    responsible_id, starts_on"""

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE ({_CASE_DERIVED}) ON discharge_case TO vardovergang_app;
GRANT SELECT, INSERT, UPDATE ({_PART_DERIVED}) ON discharge_participation TO vardovergang_app;
GRANT SELECT, INSERT, UPDATE (facts) ON discharge_case_facts TO vardovergang_app;
GRANT SELECT ON discharge_patient TO vardovergang_app;
GRANT SELECT, INSERT ON discharge_message, discharge_recipient, discharge_receipt TO vardovergang_app;
GRANT SELECT, UPDATE (closed_at) ON discharge_handover_request TO vardovergang_app;

GRANT SELECT, UPDATE ({_CASE_DERIVED}) ON discharge_case TO vardovergang_worker;
GRANT SELECT, INSERT, UPDATE ({_PART_DERIVED}) ON discharge_participation TO vardovergang_worker;
GRANT SELECT, INSERT, UPDATE (facts) ON discharge_case_facts TO vardovergang_worker;
GRANT SELECT (id, sex, birth_date) ON discharge_patient TO vardovergang_worker;
"""

UNCHANGED = "".join(
    f"""
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_{table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON discharge_{table} EXECUTE FUNCTION forbid_change();
"""
    for table in ["message", "recipient", "receipt"]
)

JOURNAL = """
-- What the fold reads: facts, never content, and the same columns whatever the actor may see.
CREATE FUNCTION discharge_journal(p_case uuid)
RETURNS TABLE (id uuid, type text, sent_at timestamptz, unit uuid, party text, municipality text,
               facts jsonb, recipients jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.id, m.type, m.sent_at, m.sender_unit_id, u.party, u.municipality_id, m.facts, r.recipients
    FROM discharge_message m
    JOIN municipalities_unit u ON u.id = m.sender_unit_id
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(r.unit_id, r.party, ru.municipality_id, c.acknowledged_at)
                         ORDER BY r.id) AS recipients
        FROM discharge_recipient r
        JOIN municipalities_unit ru ON ru.id = r.unit_id
        LEFT JOIN discharge_receipt c ON c.recipient_id = r.id
        WHERE r.message_id = m.id
    ) r ON true
    WHERE m.case_id = p_case
      AND (discharge_takes_part(p_case) OR session_user = 'vardovergang_worker')
    ORDER BY m.sent_at, m.id
$$;
"""

LOOKUP = """
-- Has the person an open stay? Answers only: none, yours (with the case) or elsewhere.
CREATE FUNCTION discharge_find_open_stay(p_number text) RETURNS TABLE (answer text, case_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF app_role() IS DISTINCT FROM 'inpatient' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only inpatient care looks up a number';
    END IF;
    SELECT c.id INTO found FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
        WHERE p.identity_number = p_number AND c.is_open AND c.kind = 'stay';
    IF found IS NULL THEN
        RETURN QUERY SELECT 'none', NULL::uuid;
    ELSIF discharge_takes_part(found) THEN
        RETURN QUERY SELECT 'yours', found;
    ELSE
        RETURN QUERY SELECT 'elsewhere', NULL::uuid;
    END IF;
END $$;

-- The person of a new stay: made, or brought up to date with what the ward has registered now.
CREATE FUNCTION discharge_register_patient(p jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF app_role() IS DISTINCT FROM 'inpatient' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only inpatient care registers a person';
    END IF;
    IF EXISTS (SELECT 1 FROM discharge_case c JOIN discharge_patient x ON x.id = c.patient_id
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

-- Ask the unit that has the person's open stay to hand it over; tells the asker nothing about the case.
CREATE FUNCTION discharge_request_handover(p_id uuid, p_number text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF app_role() IS DISTINCT FROM 'inpatient' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only inpatient care asks for a handover';
    END IF;
    INSERT INTO discharge_handover_request
        (id, case_id, from_unit_id, to_unit_id, requested_by_id, requested_at, closed_at)
    SELECT p_id, c.id, app_unit(), c.ward_id, app_assignment(), p_at, NULL
    FROM discharge_case c JOIN discharge_patient x ON x.id = c.patient_id
    WHERE x.identity_number = p_number AND c.is_open AND c.kind = 'stay' AND c.ward_id <> app_unit()
    ON CONFLICT (case_id, from_unit_id) WHERE closed_at IS NULL DO NOTHING;
    RETURN EXISTS (SELECT 1 FROM discharge_handover_request h
                   JOIN discharge_case c ON c.id = h.case_id JOIN discharge_patient x ON x.id = c.patient_id
                   WHERE x.identity_number = p_number AND h.from_unit_id = app_unit() AND h.closed_at IS NULL);
END $$;

REVOKE EXECUTE ON FUNCTION discharge_takes_part(uuid), discharge_case_exists(uuid), discharge_journal(uuid),
    discharge_find_open_stay(text), discharge_register_patient(jsonb),
    discharge_request_handover(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_takes_part(uuid), discharge_case_exists(uuid), discharge_journal(uuid),
    discharge_find_open_stay(text), discharge_register_patient(jsonb),
    discharge_request_handover(uuid, text, timestamptz) TO vardovergang_app;
GRANT EXECUTE ON FUNCTION discharge_journal(uuid), discharge_takes_part(uuid) TO vardovergang_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0001_initial"), ("municipalities", "0002_access")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (PROTECT, TAKES_PART, POLICIES, GRANTS, UNCHANGED, JOURNAL, LOOKUP)
    ]
