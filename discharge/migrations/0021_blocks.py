"""Blocks: who sets them, who sees that there is one, and which messages they hide."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids

TABLES = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON {table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION forbid_change();
"""
    for table in ("discharge_block", "discharge_block_opening")
)

POLICIES = """
CREATE FUNCTION discharge_knows_patient(p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation
                   WHERE patient_id = p_patient AND unit_id = app_unit() AND ended_at IS NULL)
$$;

-- Those who take part see that there is a block; only the unit itself sets and lifts its own.
CREATE POLICY app_read ON discharge_block FOR SELECT TO vardovergang_app
    USING (discharge_knows_patient(patient_id));
CREATE POLICY app_add ON discharge_block FOR INSERT TO vardovergang_app
    WITH CHECK (unit_id = (SELECT app_unit()) AND set_by_id = app_assignment() AND lifted_at IS NULL
                AND discharge_knows_patient(patient_id));
CREATE POLICY app_lift ON discharge_block FOR UPDATE TO vardovergang_app
    USING (unit_id = (SELECT app_unit()) AND lifted_at IS NULL AND discharge_knows_patient(patient_id))
    WITH CHECK (lifted_by_id = app_assignment());
GRANT SELECT, INSERT, UPDATE (lifted_at, lifted_by_id) ON discharge_block TO vardovergang_app;

-- An opening is the reader's own, and is over within a day.
CREATE POLICY app_read ON discharge_block_opening FOR SELECT TO vardovergang_app
    USING (assignment_id = app_assignment());
CREATE POLICY app_add ON discharge_block_opening FOR INSERT TO vardovergang_app
    WITH CHECK (assignment_id = app_assignment() AND until <= now() + interval '1 day 1 minute'
                AND EXISTS (SELECT 1 FROM discharge_block b WHERE b.id = block_id AND b.lifted_at IS NULL));
GRANT SELECT, INSERT ON discharge_block_opening TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_block_opening
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER undeleted BEFORE DELETE ON discharge_block FOR EACH ROW EXECUTE FUNCTION forbid_change();

CREATE FUNCTION discharge_is_blocked(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p_unit IS DISTINCT FROM app_unit() AND EXISTS (
        SELECT 1 FROM discharge_case c
        JOIN discharge_block b ON b.patient_id = c.patient_id AND b.unit_id = p_unit AND b.lifted_at IS NULL
        WHERE c.id = p_case AND NOT EXISTS (
            SELECT 1 FROM discharge_block_opening o
            WHERE o.block_id = b.id AND o.assignment_id = app_assignment() AND o.until > now()))
$$;

-- Restrictive: whatever else lets a unit see a message, a block keeps it out.
CREATE POLICY unblocked ON discharge_message AS RESTRICTIVE FOR SELECT TO vardovergang_app
    USING (type NOT IN (SELECT t.type FROM discharge_blockable_type t)
           OR NOT discharge_is_blocked(case_id, sender_unit_id));

REVOKE EXECUTE ON FUNCTION discharge_knows_patient(uuid), discharge_is_blocked(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_knows_patient(uuid), discharge_is_blocked(uuid, uuid) TO vardovergang_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0020_log_review"),
        ("municipalities", "0020_log_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockableType",
            fields=[
                ("type", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "discharge_blockable_type",
            },
        ),
        migrations.CreateModel(
            name="Block",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BlockOpening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consented", "Patienten samtycker"),
                            (
                                "emergency",
                                "Nödläge: fara för liv eller hälsa, och patienten kan inte tillfrågas",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="discharge.block",
                    ),
                ),
            ],
            options={
                "db_table": "discharge_block_opening",
            },
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("patient", "unit"),
                name="one_block_per_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_lifted_block_says_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="blockopening",
            index=models.Index(fields=["block", "assignment", "until"], name="opening_by_reader"),
        ),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
