"""A block is opened in a case of its own person, and its unit is named only where it takes part or was opened."""

import django.db.models.deletion
from django.db import migrations, models

KNOWN = """
-- A block as it is seen from one case. Of a unit without a part in the case only that something is blocked: one
-- row without unit and time, whatever their number.
CREATE FUNCTION discharge_blocks_seen(p_case uuid)
RETURNS TABLE (id uuid, unit_id uuid, set_at timestamptz, is_own boolean, opened_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH holds AS (
        SELECT b.id, b.unit_id, b.set_at, b.unit_id = app_unit() AS is_own, o.until,
               EXISTS (SELECT 1 FROM discharge_participation p
                       WHERE p.case_id = p_case AND p.unit_id = b.unit_id) OR o.until IS NOT NULL AS is_named
        FROM discharge_case c
        JOIN discharge_block b ON b.patient_id = c.patient_id AND b.lifted_at IS NULL
        LEFT JOIN LATERAL (
            SELECT max(o.until) AS until FROM discharge_block_opening o
            WHERE o.block_id = b.id AND o.assignment_id = app_assignment() AND o.until > now()) o ON true
        WHERE c.id = p_case AND (SELECT discharge_acts(p_case))
    ), named AS (
        SELECT h.id, h.unit_id, h.set_at, h.is_own, h.until FROM holds h WHERE h.is_own OR h.is_named
    ), hidden AS (
        SELECT h.id, NULL::uuid, NULL::timestamptz, false, NULL::timestamptz FROM holds h
        WHERE NOT (h.is_own OR h.is_named) ORDER BY h.id LIMIT 1
    )
    SELECT * FROM named UNION ALL SELECT * FROM hidden ORDER BY 3 NULLS LAST
$$;

-- Whether the unit takes part in a case of the person together with the reader.
CREATE FUNCTION discharge_shares_case(p_patient uuid, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation mine
                   JOIN discharge_participation theirs ON theirs.case_id = mine.case_id
                   WHERE mine.patient_id = p_patient AND mine.unit_id = app_unit() AND mine.ended_at IS NULL
                     AND theirs.unit_id = p_unit)
$$;
DROP POLICY app_read ON discharge_block;
CREATE POLICY app_read ON discharge_block FOR SELECT TO vardovergang_app
    USING (discharge_knows_patient(patient_id)
           AND (unit_id = (SELECT app_unit()) OR discharge_shares_case(patient_id, unit_id)
                OR EXISTS (SELECT 1 FROM discharge_block_opening o
                           WHERE o.block_id = discharge_block.id AND o.until > now())));

-- A block is opened in a case of its own person in which the reader takes part.
CREATE FUNCTION discharge_may_open_block(p_block uuid, p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT discharge_acts(p_case) AND EXISTS (
        SELECT 1 FROM discharge_block b JOIN discharge_case c ON c.patient_id = b.patient_id
        WHERE b.id = p_block AND c.id = p_case AND b.lifted_at IS NULL AND b.unit_id <> app_unit())
$$;
DROP POLICY app_add ON discharge_block_opening;
CREATE POLICY app_add ON discharge_block_opening FOR INSERT TO vardovergang_app
    WITH CHECK (assignment_id = app_assignment() AND until <= now() + interval '1 day 1 minute'
                AND discharge_may_open_block(block_id, case_id));

REVOKE EXECUTE ON FUNCTION discharge_blocks_seen(uuid), discharge_shares_case(uuid, uuid),
    discharge_may_open_block(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_blocks_seen(uuid), discharge_shares_case(uuid, uuid),
    discharge_may_open_block(uuid, uuid) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0043_sip_facts_changed")]

    operations = [
        migrations.AddField(
            model_name="blockopening",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="discharge.case",
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
