"""Destroying content on a decision: the one change of a message that the triggers let through."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import municipalities.ids

TABLES = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON {table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION forbid_change();
"""
    for table in ("discharge_destruction", "discharge_legal_hold")
)

GUARDS = """
CREATE POLICY app_read ON discharge_destruction FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.case_id = discharge_destruction.case_id AND p.unit_id = (SELECT app_unit())));
GRANT SELECT ON discharge_destruction TO vardovergang_app;

-- A request is made whole and unconfirmed, confirmed once by somebody else, and never changed or removed.
CREATE FUNCTION guard_destruction() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR cardinality(NEW.messages) = 0 OR EXISTS (
            SELECT 1 FROM unnest(NEW.messages) AS named (id)
            WHERE NOT EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = named.id AND m.case_id = NEW.case_id))
        THEN
            RAISE EXCEPTION 'a destruction is asked for first, and names messages of its case';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP <> 'UPDATE' OR OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NULL
       OR to_jsonb(NEW) - 'confirmed_at' - 'confirmed_by_id' <> to_jsonb(OLD) - 'confirmed_at' - 'confirmed_by_id'
    THEN
        RAISE EXCEPTION '% on % is forbidden: a destruction is only confirmed', TG_OP, TG_TABLE_NAME;
    END IF;
    IF EXISTS (SELECT 1 FROM discharge_legal_hold h WHERE h.case_id = NEW.case_id AND h.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'the case is under a legal hold';
    END IF;
    -- PDL 3:17: a record is kept at least ten years after its last entry.
    IF NEW.ground = 'disposal' AND EXISTS (
        SELECT 1 FROM discharge_message m
        WHERE m.case_id = NEW.case_id AND m.sent_at > now() - interval '10 years')
    THEN
        RAISE EXCEPTION 'the ten years of keeping have not passed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON discharge_destruction
    FOR EACH ROW EXECUTE FUNCTION guard_destruction();

CREATE FUNCTION guard_legal_hold() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
       OR to_jsonb(NEW) - 'lifted_at' - 'lifted_by_id' <> to_jsonb(OLD) - 'lifted_at' - 'lifted_by_id'
    THEN
        RAISE EXCEPTION '% on % is forbidden: a hold is only lifted', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE UPDATE OR DELETE ON discharge_legal_hold
    FOR EACH ROW EXECUTE FUNCTION guard_legal_hold();

-- The one change of a message: its content is emptied, all else as it was, by the owner, as was confirmed.
CREATE FUNCTION guard_message() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'vardovergang_owner' AND NEW.content = '{}'
       AND to_jsonb(NEW) - 'content' = to_jsonb(OLD) - 'content'
       AND EXISTS (SELECT 1 FROM discharge_destruction d
                   WHERE d.case_id = OLD.case_id AND OLD.id = ANY (d.messages) AND d.confirmed_at IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM discharge_legal_hold h
                       WHERE h.case_id = OLD.case_id AND h.lifted_at IS NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME;
END $$;
DROP TRIGGER unchanged ON discharge_message;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_message
    FOR EACH ROW EXECUTE FUNCTION guard_message();

-- A message's files go with its content: after it, and whole.
CREATE FUNCTION guard_attachment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'vardovergang_owner' AND NEW.data = '' AND NEW.name = ''
       AND to_jsonb(NEW) - 'data' - 'name' = to_jsonb(OLD) - 'data' - 'name'
       AND EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = OLD.message_id AND m.content = '{}')
       AND EXISTS (SELECT 1 FROM discharge_destruction d
                   WHERE d.case_id = OLD.case_id AND OLD.message_id = ANY (d.messages) AND d.confirmed_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is forbidden: rows are only added', TG_OP, TG_TABLE_NAME;
END $$;
DROP TRIGGER unchanged ON discharge_attachment;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON discharge_attachment
    FOR EACH ROW EXECUTE FUNCTION guard_attachment();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0021_blocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Destruction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "messages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("ivo", "Beslut av IVO"), ("disposal", "Gallring")], max_length=10
                    ),
                ),
                ("decision", models.CharField(max_length=80, verbose_name="beslutets beteckning")),
                ("decided_on", models.DateField()),
                ("requested_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case"], name="destruction_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                models.Q(("confirmed_by", models.F("requested_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="another_confirms_a_destruction",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "discharge_legal_hold",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("case",),
                        name="one_legal_hold_per_case",
                    )
                ],
            },
        ),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
