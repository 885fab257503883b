"""The systematic review of the access log, and who may read which part of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids

ACCESS = """
-- The organisation whose log the transaction may read: the role and the permission on the organisation, both.
CREATE FUNCTION app_reviewed_organisation() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT u.organisation_id
    FROM municipalities_assignment a
    JOIN municipalities_unit u ON u.id = a.unit_id
    JOIN municipalities_organisation_permission p
        ON p.content_object_id = u.organisation_id AND p.user_id = a.user_id
    JOIN auth_permission r ON r.id = p.permission_id AND r.codename = 'review_access_log'
    WHERE a.id = app_assignment() AND a.role = 'log_reviewer'
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date
          BETWEEN a.valid_from AND coalesce(a.valid_to, 'infinity')
$$;
REVOKE EXECUTE ON FUNCTION app_reviewed_organisation() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_reviewed_organisation() TO vardovergang_app;

CREATE INDEX access_log_by_time ON municipalities_access_log (at);
CREATE INDEX access_log_by_listed ON municipalities_access_log USING gin (case_ids);
CREATE INDEX access_log_by_digest ON municipalities_access_log (detail varchar_pattern_ops) WHERE action = 'lookup';
CREATE POLICY owner ON municipalities_access_log FOR SELECT TO vardovergang_owner USING (true);
CREATE POLICY review ON municipalities_access_log FOR SELECT TO vardovergang_app
    USING (unit_id IN (SELECT id FROM municipalities_unit
                       WHERE organisation_id = (SELECT app_reviewed_organisation())));
GRANT SELECT ON municipalities_access_log TO vardovergang_app;
"""

REVIEWS = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY review ON {table} FOR SELECT TO vardovergang_app
    USING (organisation_id = (SELECT app_reviewed_organisation()));
CREATE POLICY add ON {table} FOR INSERT TO vardovergang_app
    WITH CHECK (organisation_id = (SELECT app_reviewed_organisation()){by});
GRANT SELECT, INSERT ON {table} TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION forbid_change();
"""
    for table, by in (
        ("municipalities_log_selection", " AND drawn_by_id = app_assignment()"),
        ("municipalities_log_selected", ""),
        ("municipalities_log_review", " AND reviewed_by_id = app_assignment()"),
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0013_who_changes_what"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "permissions": [
                    ("view_liability", "Ser betalningsansvar"),
                    ("view_figures", "Ser månadsstatistik"),
                    ("change_terms", "Ändrar villkor och dygnsbelopp"),
                    ("close_months", "Stänger faktureringsmånader"),
                    ("review_access_log", "Granskar åtkomstloggen"),
                    ("administer_units", "Administrerar organisationens användare och enheter"),
                ]
            },
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="action",
            field=models.CharField(
                choices=[
                    ("list", "Lista"),
                    ("open", "Öppnade ärende"),
                    ("lookup", "Sökte personnummer"),
                    ("print", "Skrev ut"),
                    ("export", "Exporterade"),
                    ("write", "Skrev i ärende"),
                    ("unblock", "Öppnade spärr"),
                    ("review", "Granskade åtkomstlogg"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="LogSelection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("readings", models.PositiveIntegerField(verbose_name="läsningar i perioden")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_selection",
            },
        ),
        migrations.CreateModel(
            name="SelectedReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading_id", models.UUIDField()),
                ("read_at", models.DateTimeField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="selected",
                        to="municipalities.logselection",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_selected",
            },
        ),
        migrations.CreateModel(
            name="LogReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading_id", models.UUIDField()),
                ("reviewed_at", models.DateTimeField()),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("justified", "Befogad"),
                            ("questioned", "Behöver utredas"),
                            ("unjustified", "Obefogad"),
                        ],
                        max_length=12,
                    ),
                ),
                ("looked_at", models.CharField(max_length=500)),
                ("measure", models.CharField(blank=True, max_length=500)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.assignment",
                    ),
                ),
            ],
            options={
                "db_table": "municipalities_log_review",
                "indexes": [models.Index(fields=["reading_id", "reviewed_at"], name="log_review_by_reading")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finding", "justified"),
                            models.Q(("measure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_not_justified_has_a_measure",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="logselection",
            index=models.Index(fields=["organisation", "-drawn_at"], name="log_selection_by_time"),
        ),
        migrations.AddConstraint(
            model_name="logselection",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="log_selection_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="selectedreading",
            constraint=models.UniqueConstraint(
                fields=("selection", "reading_id"), name="a_reading_is_drawn_once"
            ),
        ),
        migrations.RunSQL(ACCESS, migrations.RunSQL.noop),
        migrations.RunSQL(REVIEWS, migrations.RunSQL.noop),
    ]
