"""The average model in the ledger, what-ifs, and what the database itself does with them.

A result knows the day on which its case was closed. Nobody changes a row of the ledger; changed outcomes,
terms and rates note the closed months whose means they may change. A what-if is read by the role that
asked; a sum under five persons is never shown to Storsthlm.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids

CLOSED_ON = """
UPDATE billing_liability_result r
SET closed_on = (least(c.discharged_at, c.deceased_at) AT TIME ZONE 'Europe/Stockholm')::date
FROM discharge_case c
WHERE c.id = r.case_id AND NOT c.is_open;
"""

LEDGER = (
    "".join(
        f"""
ALTER TABLE billing_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON billing_{table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker ON billing_{table} TO vardovergang_worker USING (true) WITH CHECK (true);
CREATE POLICY app_read ON billing_{table} FOR SELECT TO vardovergang_app
    USING ((SELECT app_role()) = 'invoicer');
CREATE POLICY app_close ON billing_{table} FOR INSERT TO vardovergang_app
    WITH CHECK ((SELECT app_role()) = 'invoicer');
GRANT SELECT, INSERT ON billing_{table} TO vardovergang_app;
CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON billing_{table}
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER kept BEFORE TRUNCATE ON billing_{table} EXECUTE FUNCTION forbid_change();
"""
        for table in ("ledger_average", "average_correction")
    )
    + """
GRANT SELECT ON billing_ledger_average TO vardovergang_worker;
GRANT SELECT, INSERT ON billing_average_correction TO vardovergang_worker;
"""
)

CHANGED = """
-- Where no month was closed with a mean, nothing is noted. A note may lie there twice: two workers that
-- note the same month don't wait for each other.
CREATE FUNCTION billing_note_changed_average() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO billing_changed_average (month)
        SELECT DISTINCT m.month
        FROM (SELECT closed_on FROM old_rows UNION SELECT closed_on FROM new_rows) AS changed
        JOIN billing_month m ON m.month = date_trunc('month', changed.closed_on)::date
        JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    ELSE
        INSERT INTO billing_changed_average (month)
        SELECT DISTINCT m.month
        FROM new_rows AS changed
        JOIN billing_month m ON m.month = date_trunc('month', changed.closed_on)::date
        JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION billing_note_every_average() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO billing_changed_average (month)
    SELECT DISTINCT m.month FROM billing_month m JOIN billing_ledger_average a ON a.billing_month_id = m.id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION billing_note_changed_average(), billing_note_every_average() FROM PUBLIC;

CREATE TRIGGER average_added AFTER INSERT ON billing_liability_result
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION billing_note_changed_average();
CREATE TRIGGER average_changed AFTER UPDATE ON billing_liability_result
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION billing_note_changed_average();
""" + "".join(
    f"""
CREATE TRIGGER average_changed AFTER INSERT OR UPDATE OR DELETE ON billing_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION billing_note_every_average();
"""
    for table in ("agreement", "terms", "daily_rate")
)

WHAT_IF = (
    "".join(
        f"""
ALTER TABLE billing_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON billing_{table} TO vardovergang_owner USING (true) WITH CHECK (true);
CREATE POLICY worker ON billing_{table} TO vardovergang_worker USING (true) WITH CHECK (true);
"""
        for table in ("what_if", "what_if_sum")
    )
    + """
CREATE POLICY app_read ON billing_what_if FOR SELECT TO vardovergang_app
    USING (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics'));
CREATE POLICY app_ask ON billing_what_if FOR INSERT TO vardovergang_app
    WITH CHECK (role = (SELECT app_role()) AND role IN ('invoicer', 'statistics')
                AND asked_by_id = (SELECT app_assignment()) AND state = 'waiting');
CREATE POLICY app_read ON billing_what_if_sum FOR SELECT TO vardovergang_app
    USING (((SELECT app_role()) = 'invoicer' OR NOT withheld)
           AND EXISTS (SELECT FROM billing_what_if w WHERE w.id = what_if_id));
GRANT SELECT, INSERT ON billing_what_if TO vardovergang_app;
GRANT SELECT ON billing_what_if_sum TO vardovergang_app;
GRANT SELECT, UPDATE ON billing_what_if TO vardovergang_worker;
GRANT SELECT, INSERT ON billing_what_if_sum TO vardovergang_worker;
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_explain_a_case"),
        ("discharge", "0006_open_cases_in_order"),
        ("municipalities", "0003_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="AverageCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "care_type",
                    models.CharField(
                        choices=[
                            ("somatic", "Somatisk vård"),
                            ("psychiatric", "Psykiatrisk vård"),
                            ("addiction", "Beroendevård"),
                            ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                        ],
                        max_length=20,
                    ),
                ),
                ("month", models.DateField(verbose_name="månaden som ärendena är avslutade i")),
                ("booked_in", models.DateField(verbose_name="månaden som rättelsen bokförs i")),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                ("cases", models.PositiveIntegerField(null=True)),
                ("ready_days", models.PositiveIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed", "Nya uppgifter, villkor eller dygnsbelopp"),
                            ("month_reopened", "Månaden öppnades igen"),
                        ],
                        max_length=14,
                    ),
                ),
                ("found_on", models.DateField()),
            ],
            options={
                "db_table": "billing_average_correction",
            },
        ),
        migrations.CreateModel(
            name="ChangedAverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
            ],
            options={
                "db_table": "billing_changed_average",
            },
        ),
        migrations.CreateModel(
            name="LedgerAverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closing", models.PositiveSmallIntegerField()),
                (
                    "care_type",
                    models.CharField(
                        choices=[
                            ("somatic", "Somatisk vård"),
                            ("psychiatric", "Psykiatrisk vård"),
                            ("addiction", "Beroendevård"),
                            ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "settlement",
                    models.CharField(
                        choices=[
                            ("excess", "Dagarna över nivån"),
                            ("individual_when_exceeded", "Individuella dagar när nivån överskrids"),
                        ],
                        max_length=24,
                        verbose_name="avräkning",
                    ),
                ),
                ("free_days", models.PositiveSmallIntegerField(verbose_name="nivån")),
                ("cases", models.PositiveIntegerField(verbose_name="ärenden som är avslutade i månaden")),
                ("ready_days", models.PositiveIntegerField(verbose_name="deras utskrivningsklara dagar")),
                (
                    "individual_days",
                    models.PositiveIntegerField(
                        verbose_name="deras dygn med betalningsansvar, ett ärende i taget"
                    ),
                ),
                ("days", models.PositiveIntegerField(verbose_name="dygn att betala")),
                ("rate", models.PositiveIntegerField(null=True, verbose_name="kronor per vårddygn")),
                ("rate_status", models.CharField(blank=True, max_length=12)),
            ],
            options={
                "db_table": "billing_ledger_average",
            },
        ),
        migrations.CreateModel(
            name="WhatIf",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("inpatient", "Slutenvård"),
                            ("outpatient", "Öppenvård"),
                            ("case_officer", "Biståndshandläggare"),
                            ("invoicer", "Fakturerare"),
                            ("statistics", "Statistik"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                (
                    "payers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), default=list, size=None
                    ),
                ),
                ("changes", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("running", "Pågår"),
                            ("done", "Klar"),
                            ("failed", "Misslyckades"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=120)),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="senaste livstecken")),
                ("as_of", models.DateField(null=True, verbose_name="natten vars uppgifter räknas")),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                (
                    "incomplete",
                    models.BooleanField(default=False, verbose_name="något ärende kunde inte räknas"),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "billing_what_if",
            },
        ),
        migrations.CreateModel(
            name="WhatIfSum",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("persons", models.PositiveIntegerField()),
                ("days", models.IntegerField()),
                ("kronor", models.IntegerField()),
                ("days_without_rate", models.IntegerField()),
                ("other_persons", models.PositiveIntegerField()),
                ("other_days", models.IntegerField()),
                ("other_kronor", models.IntegerField()),
                ("other_days_without_rate", models.IntegerField()),
                ("withheld", models.BooleanField()),
            ],
            options={
                "db_table": "billing_what_if_sum",
            },
        ),
        migrations.AddField(
            model_name="liabilityresult",
            name="closed_on",
            field=models.DateField(null=True, verbose_name="dagen för hemgång eller dödsfall"),
        ),
        migrations.AddIndex(
            model_name="liabilityresult",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", False)),
                fields=["closed_on"],
                name="liability_result_closed",
            ),
        ),
        migrations.AddField(
            model_name="averagecorrection",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddField(
            model_name="ledgeraverage",
            name="billing_month",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="averages",
                to="billing.billingmonth",
            ),
        ),
        migrations.AddField(
            model_name="ledgeraverage",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddField(
            model_name="whatif",
            name="asked_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.assignment",
            ),
        ),
        migrations.AddField(
            model_name="whatifsum",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddField(
            model_name="whatifsum",
            name="what_if",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sums",
                to="billing.whatif",
            ),
        ),
        migrations.AddIndex(
            model_name="averagecorrection",
            index=models.Index(fields=["month", "payer"], name="average_correction_by_month"),
        ),
        migrations.AddConstraint(
            model_name="averagecorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("days", 0), ("days_without_rate", 0), ("kronor", 0), _negated=True),
                name="average_correction_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="averagecorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("booked_in__day", 1), ("month__day", 1)),
                name="average_correction_has_first_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeraverage",
            constraint=models.UniqueConstraint(
                fields=("billing_month", "closing", "care_type"), name="one_average_per_closing"
            ),
        ),
        migrations.AddIndex(
            model_name="whatif",
            index=models.Index(fields=["role", "-asked_at"], name="what_if_by_role"),
        ),
        migrations.AddConstraint(
            model_name="whatif",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_month__day", 1),
                    ("first_month__lte", models.F("last_month")),
                    ("last_month__day", 1),
                ),
                name="what_if_has_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="whatif",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                    models.Q(("finished_at__isnull", True), ("state__in", ["waiting", "running"])),
                    _connector="OR",
                ),
                name="what_if_is_finished_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="whatifsum",
            constraint=models.UniqueConstraint(
                fields=("what_if", "payer", "month"), name="one_sum_per_payer_and_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="whatifsum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withheld", True),
                    models.Q(("other_persons__gte", 5), ("persons__gte", 5)),
                    _connector="OR",
                ),
                name="small_sum_is_withheld",
            ),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (CLOSED_ON, LEDGER, CHANGED, WHAT_IF)),
    ]
