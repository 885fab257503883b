"""Persons have versions: what was registered in which case, and what of it whom is shown; and protection."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids

PROTECT = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON {table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION forbid_change();
"""
    for table in ("discharge_person_version", "discharge_protection")
)

EXISTING = r"""
-- Until now there was one row a person, written over by each later registration. A case gets what its first
-- message says of name, address and municipality, and of the rest what the row says: so nobody whose part has
-- ended is shown where the person has moved since. A name that is another now can't be divided in two again.
INSERT INTO discharge_person_version
    (id, patient_id, case_id, given_name, family_name, street, postal_code, city, municipality_id, district_id,
     listed_unit_id, registered_by_id, registered_unit_id, registered_at)
SELECT gen_random_uuid(), p.id, c.id,
       CASE WHEN told.same_name THEN p.given_name ELSE '' END,
       CASE WHEN told.same_name THEN p.family_name ELSE left(m.content->>'name', 80) END,
       CASE WHEN told.same_address THEN p.street
            ELSE left(CASE WHEN parts.of IS NULL THEN m.content->>'address' ELSE coalesce(parts.of[1], '') END, 120) END,
       CASE WHEN told.same_address THEN p.postal_code ELSE coalesce(parts.of[2], '') END,
       CASE WHEN told.same_address THEN p.city ELSE left(coalesce(parts.of[3], ''), 60) END,
       CASE WHEN m.facts ? 'municipality' THEN m.facts->>'municipality' ELSE p.municipality_id END,
       CASE WHEN m.facts ? 'district' THEN (m.facts->>'district')::uuid ELSE p.district_id END,
       CASE WHEN told.same_address THEN p.listed_unit_id END,
       m.sender_id, m.sender_unit_id, m.sent_at
FROM discharge_case c
JOIN discharge_patient p ON p.id = c.patient_id
JOIN LATERAL (SELECT sender_id, sender_unit_id, sent_at, facts, content FROM discharge_message
              WHERE case_id = c.id ORDER BY sent_at, id LIMIT 1) m ON true
CROSS JOIN LATERAL (
    SELECT coalesce(nullif(btrim(m.content->>'name'), '') = concat_ws(' ', p.given_name, p.family_name), true),
           coalesce(m.content->>'address' = concat_ws(', ', nullif(p.street, ''),
                                                      nullif(btrim(p.postal_code || ' ' || p.city), '')), true)
) told (same_name, same_address)
CROSS JOIN LATERAL (SELECT regexp_match(m.content->>'address', '^(?:(.*), )?(\d{5}) ?(.*)$')) parts (of);
INSERT INTO discharge_protection (id, patient_id, set_at, ground, reason)
SELECT gen_random_uuid(), id, now(), '', '' FROM discharge_patient WHERE protected_identity;
SET CONSTRAINTS ALL IMMEDIATE;
"""

REGISTER = """
CREATE POLICY app_read ON discharge_person_version FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.case_id = discharge_person_version.case_id AND p.unit_id = (SELECT app_unit())
                     AND (p.ended_at IS NULL OR discharge_person_version.registered_at <= p.ended_at)));
GRANT SELECT ON discharge_person_version TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_person_version
    FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- One more version, by who acts; answers which columns say something else than the person's last version.
CREATE FUNCTION discharge_add_person_version(p_patient uuid, p_case uuid, p jsonb, p_at timestamptz)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    SELECT to_jsonb(v) INTO before FROM discharge_person_version v
        WHERE v.patient_id = p_patient ORDER BY v.registered_at DESC LIMIT 1;
    INSERT INTO discharge_person_version AS new
        (id, patient_id, case_id, given_name, family_name, street, postal_code, city, municipality_id, district_id,
         listed_unit_id, registered_by_id, registered_unit_id, registered_at)
    SELECT gen_random_uuid(), p_patient, p_case, r.given_name, r.family_name, r.street, r.postal_code, r.city,
           r.municipality_id, r.district_id, r.listed_unit_id, app_assignment(), app_unit(), p_at
    FROM jsonb_populate_record(NULL::discharge_person_version, p) r
    RETURNING to_jsonb(new) INTO after;
    RETURN ARRAY (
        SELECT name FROM unnest(ARRAY['given_name', 'family_name', 'street', 'postal_code', 'city', 'municipality_id',
                                      'district_id', 'listed_unit_id']) AS name
        WHERE before IS NOT NULL AND before->name IS DISTINCT FROM after->name);
END $$;

-- The person of a case that begins: found by number or made, and registered in that case by who begins it. What
-- others have registered in their cases stays as it was.
DROP FUNCTION discharge_register_patient(jsonb);
CREATE FUNCTION discharge_register_patient(p jsonb, p_case uuid, p_at timestamptz)
RETURNS TABLE (patient uuid, changed text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF coalesce(app_role(), '') NOT IN ('inpatient', 'outpatient', 'case_officer') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who takes part in care registers a person';
    END IF;
    IF EXISTS (SELECT 1 FROM discharge_case WHERE id = p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a person is registered in a case that begins';
    END IF;
    IF app_role() = 'inpatient' AND EXISTS (
        SELECT 1 FROM discharge_case c JOIN discharge_patient x ON x.id = c.patient_id
        WHERE x.identity_number = p->>'identity_number' AND c.is_open AND c.kind = 'stay') THEN
        RAISE unique_violation USING MESSAGE = 'the person has an open stay', CONSTRAINT = 'one_open_stay_per_patient';
    END IF;
    INSERT INTO discharge_patient AS old (id, identity_number, number_kind, sex, birth_date, protected_identity)
    SELECT r.id, r.identity_number, r.number_kind, r.sex, r.birth_date, false
    FROM jsonb_populate_record(NULL::discharge_patient, p) r
    ON CONFLICT (identity_number) DO UPDATE SET identity_number = old.identity_number
    RETURNING old.id INTO found;
    IF (p->>'protected_identity')::boolean THEN
        PERFORM discharge_add_protection(found, p_at);
    END IF;
    RETURN QUERY SELECT found, discharge_add_person_version(found, p_case, p, p_at);
END $$;

-- A party of the case registers the person anew.
CREATE FUNCTION discharge_correct_person(p_case uuid, p jsonb, p_at timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT discharge_acts(p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case registers its person anew';
    END IF;
    RETURN discharge_add_person_version((SELECT patient_id FROM discharge_case WHERE id = p_case), p_case, p, p_at);
END $$;

-- What was registered last of an open case's person in another case, after the case's own last version: for its
-- parties. Not in which case.
CREATE FUNCTION discharge_person_elsewhere(p_case uuid)
RETURNS TABLE (id uuid, given_name varchar, family_name varchar, street varchar, postal_code varchar, city varchar,
               municipality_id varchar, district_id uuid, listed_unit_id uuid, registered_unit_id uuid,
               registered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT v.id, v.given_name, v.family_name, v.street, v.postal_code, v.city, v.municipality_id, v.district_id,
           v.listed_unit_id, v.registered_unit_id, v.registered_at
    FROM discharge_case c
    JOIN LATERAL (SELECT o.registered_at FROM discharge_person_version o
                  WHERE o.case_id = c.id ORDER BY o.registered_at DESC LIMIT 1) own ON true
    JOIN discharge_person_version v
        ON v.patient_id = c.patient_id AND v.case_id <> c.id AND v.registered_at > own.registered_at
    WHERE c.id = p_case AND c.is_open AND (SELECT discharge_acts(p_case))
    ORDER BY v.registered_at DESC LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION discharge_add_person_version(uuid, uuid, jsonb, timestamptz),
    discharge_register_patient(jsonb, uuid, timestamptz), discharge_correct_person(uuid, jsonb, timestamptz),
    discharge_person_elsewhere(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_register_patient(jsonb, uuid, timestamptz),
    discharge_correct_person(uuid, jsonb, timestamptz), discharge_person_elsewhere(uuid) TO vardovergang_app;
"""

PROTECTION = """
-- Set once, lifted once, and never changed otherwise; the person's mark follows.
CREATE FUNCTION guard_protection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (
        OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'ground', 'reason']
           <> to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'ground', 'reason']))
    THEN
        RAISE EXCEPTION '% on % is forbidden: a protection is only lifted', TG_OP, TG_TABLE_NAME;
    END IF;
    UPDATE discharge_patient p SET protected_identity = EXISTS (
        SELECT 1 FROM discharge_protection x WHERE x.patient_id = p.id AND x.lifted_at IS NULL)
    WHERE p.id = NEW.patient_id;
    RETURN NULL;
END $$;
CREATE TRIGGER guarded AFTER INSERT OR UPDATE OR DELETE ON discharge_protection
    FOR EACH ROW EXECUTE FUNCTION guard_protection();

CREATE FUNCTION discharge_add_protection(p_patient uuid, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO discharge_protection (id, patient_id, set_by_id, set_unit_id, set_at, ground, reason)
    VALUES (gen_random_uuid(), p_patient, app_assignment(), app_unit(), p_at, '', '')
    ON CONFLICT (patient_id, set_unit_id) WHERE lifted_at IS NULL DO NOTHING
$$;

-- Any party of a case of the person sets it; it holds for all of the person's cases at once.
CREATE FUNCTION discharge_protect(p_case uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT discharge_acts(p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case protects its person';
    END IF;
    PERFORM discharge_add_protection((SELECT patient_id FROM discharge_case WHERE id = p_case), p_at);
END $$;

-- The unit that set it takes it away; another on the ground that the register says so. Answers whether the person
-- is protected still.
CREATE FUNCTION discharge_unprotect(p_case uuid, p_ground text, p_reason text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    person uuid := (SELECT patient_id FROM discharge_case WHERE id = p_case);
BEGIN
    IF NOT discharge_acts(p_case) OR p_ground NOT IN ('own', 'register') OR coalesce(p_reason, '') = '' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case takes a protection away, on a ground';
    END IF;
    UPDATE discharge_protection SET lifted_at = p_at, lifted_by_id = app_assignment(), ground = p_ground,
                                    reason = p_reason
    WHERE patient_id = person AND lifted_at IS NULL AND (p_ground = 'register' OR set_unit_id = app_unit());
    RETURN (SELECT protected_identity FROM discharge_patient WHERE id = person);
END $$;
REVOKE EXECUTE ON FUNCTION guard_protection(), discharge_add_protection(uuid, timestamptz),
    discharge_protect(uuid, timestamptz), discharge_unprotect(uuid, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_protect(uuid, timestamptz),
    discharge_unprotect(uuid, text, text, timestamptz) TO vardovergang_app;
"""

LOG = """
-- As before, with the name and address that were registered last.
CREATE OR REPLACE FUNCTION discharge_log_readings(p_from timestamptz, p_to timestamptz, p_limit integer)
RETURNS TABLE (id uuid, at timestamptz, user_id bigint, unit_id uuid, action text, case_id uuid,
               given_name text, family_name text, address text, protected boolean, homes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH read AS (
        SELECT l.id, l.at, l.user_id, l.unit_id, l.action, l.case_id,
               coalesce(l.patient_id, c.patient_id) AS patient_id
        FROM municipalities_access_log l
        JOIN municipalities_unit u ON u.id = l.unit_id
             AND u.organisation_id = (SELECT app_reviewed_organisation())
        LEFT JOIN discharge_case c ON c.id = l.case_id
        WHERE l.at >= p_from AND l.at < p_to AND coalesce(l.patient_id, c.patient_id) IS NOT NULL
        ORDER BY l.at, l.id
        LIMIT p_limit
    ), homes AS (
        SELECT r.user_id, array_agg(DISTINCT concat_ws(' ', v.street, v.postal_code)) AS homes
        FROM (SELECT DISTINCT read.user_id FROM read) r
        JOIN municipalities_user u ON u.id = r.user_id
        JOIN discharge_person_version v
            ON lower(v.given_name) = lower(u.first_name) AND lower(v.family_name) = lower(u.last_name)
        WHERE v.street <> ''
        GROUP BY r.user_id
    )
    SELECT r.id, r.at, r.user_id, r.unit_id, r.action, r.case_id, v.given_name, v.family_name,
           CASE WHEN v.street = '' THEN '' ELSE concat_ws(' ', v.street, v.postal_code) END,
           p.protected_identity, coalesce(h.homes, '{}')
    FROM read r
    JOIN discharge_patient p ON p.id = r.patient_id
    JOIN LATERAL (SELECT * FROM discharge_person_version x
                  WHERE x.patient_id = p.id ORDER BY x.registered_at DESC LIMIT 1) v ON true
    LEFT JOIN homes h ON h.user_id = r.user_id
    ORDER BY r.at, r.id
$$;

CREATE OR REPLACE FUNCTION discharge_log_person(p_number text)
RETURNS TABLE (patient_id uuid, name text, protected boolean, cases uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.id, concat_ws(' ', v.given_name, v.family_name), p.protected_identity,
           ARRAY (SELECT c.id FROM discharge_case c WHERE c.patient_id = p.id)
    FROM discharge_patient p
    JOIN LATERAL (SELECT * FROM discharge_person_version x
                  WHERE x.patient_id = p.id ORDER BY x.registered_at DESC LIMIT 1) v ON true
    WHERE p.identity_number = p_number AND discharge_in_reviewed_log(p.id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0080_log_relation"),
        ("municipalities", "0050_longer_log_detail"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_name", models.CharField(blank=True, max_length=80)),
                ("family_name", models.CharField(blank=True, max_length=80)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("postal_code", models.CharField(blank=True, max_length=5)),
                ("city", models.CharField(blank=True, max_length=60)),
                ("registered_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                    ),
                ),
                (
                    "listed_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="discharge.patient",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "registered_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "db_table": "discharge_person_version",
                "indexes": [
                    models.Index(fields=["case", "-registered_at"], name="version_by_case"),
                    models.Index(fields=["patient", "-registered_at"], name="version_by_patient"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "Vi som satte skyddet tar bort det"),
                            ("register", "Skyddet har upphört enligt folkbokföringen"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=80)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.patient"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "set_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("patient", "set_unit"),
                        name="one_protection_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ground", ""),
                                ("lifted_at__isnull", True),
                                ("lifted_by__isnull", True),
                                ("reason", ""),
                            ),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("ground", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lifted_protection_says_why",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="personversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_name", ""), _negated=True),
                    models.Q(("family_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="person_has_a_name",
            ),
        ),
        migrations.RunSQL(PROTECT, migrations.RunSQL.noop),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
        migrations.RunSQL(REGISTER, migrations.RunSQL.noop),
        migrations.RunSQL(PROTECTION, migrations.RunSQL.noop),
        migrations.RunSQL(LOG, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="patient", name="patient_has_a_name"),
        migrations.RemoveField(
            model_name="patient",
            name="city",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="district",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="family_name",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="given_name",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="listed_unit",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="municipality",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="postal_code",
        ),
        migrations.RemoveField(
            model_name="patient",
            name="street",
        ),
    ]
