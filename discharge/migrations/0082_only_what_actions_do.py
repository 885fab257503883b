"""What no action does is refused to raw SQL as the application too.

A participation is of its case's person; it begins with a registration or with a message to the unit, and ends
with a message that ends it. No unit opens again what has ended for itself.
"""

from django.db import migrations

OF_ITS_PERSON = """
ALTER TABLE discharge_case ADD CONSTRAINT case_and_its_patient UNIQUE (id, patient_id);
ALTER TABLE discharge_participation ADD CONSTRAINT part_of_the_cases_patient
    FOREIGN KEY (case_id, patient_id) REFERENCES discharge_case (id, patient_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE discharge_person_version ADD CONSTRAINT version_of_the_cases_patient
    FOREIGN KEY (case_id, patient_id) REFERENCES discharge_case (id, patient_id) DEFERRABLE INITIALLY DEFERRED;
"""

BEGINS = """
-- The person was registered for this very case by who begins it: so somebody knew the number, and looked it up.
CREATE FUNCTION discharge_has_registered(p_case uuid, p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_person_version
                   WHERE case_id = p_case AND patient_id = p_patient AND registered_by_id = app_assignment())
$$;

-- The unit has been sent something in the case, or has its part already.
CREATE FUNCTION discharge_may_join(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation WHERE case_id = p_case AND unit_id = p_unit)
        OR EXISTS (SELECT 1 FROM discharge_recipient WHERE case_id = p_case AND unit_id = p_unit)
$$;
CREATE INDEX recipient_by_case_and_unit ON discharge_recipient (case_id, unit_id);

DROP POLICY app_add ON discharge_participation;
CREATE POLICY app_add ON discharge_participation FOR INSERT TO vardovergang_app
    WITH CHECK ((discharge_acts(case_id) AND discharge_may_join(case_id, unit_id))
                OR (unit_id = (SELECT app_unit())
                    AND (SELECT app_role()) IN ('inpatient', 'outpatient', 'case_officer')
                    AND NOT discharge_case_exists(case_id)
                    AND discharge_has_registered(case_id, patient_id)));
"""

ENDS = """
-- The message at that time ends the unit's part: the unit's own, or one that names it.
CREATE FUNCTION discharge_ends_part(p_case uuid, p_unit uuid, p_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (
        SELECT 1 FROM discharge_message m
        WHERE m.case_id = p_case AND m.sent_at = p_at
          AND ((m.sender_unit_id = p_unit AND m.type IN ('transfer', 'handover', 'wrong_receiver'))
               OR (m.type = 'participant_removed' AND m.facts->>'participant' = p_unit::text)))
$$;

CREATE FUNCTION guard_end_of_part() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF current_user <> 'vardovergang_app' OR NEW.ended_at IS NOT DISTINCT FROM OLD.ended_at THEN
        RETURN NEW;
    END IF;
    IF NEW.ended_at IS NULL AND (OLD.unit_id = app_unit() OR NOT discharge_acts(OLD.case_id)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a part that has ended is opened again by another party';
    END IF;
    IF NEW.ended_at IS NOT NULL AND NOT discharge_ends_part(OLD.case_id, OLD.unit_id, NEW.ended_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a part ends with the message that ends it';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded_end BEFORE UPDATE ON discharge_participation
    FOR EACH ROW EXECUTE FUNCTION guard_end_of_part();

REVOKE EXECUTE ON FUNCTION discharge_has_registered(uuid, uuid), discharge_may_join(uuid, uuid),
    discharge_ends_part(uuid, uuid, timestamptz), guard_end_of_part() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_has_registered(uuid, uuid), discharge_may_join(uuid, uuid),
    discharge_ends_part(uuid, uuid, timestamptz) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0081_person_versions")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (OF_ITS_PERSON, BEGINS, ENDS)]
