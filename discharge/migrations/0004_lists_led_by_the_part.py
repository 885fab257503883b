"""What lists filter and sort by lies on the part, each list has its index, and names can be searched."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from municipalities.database.engine.operations import ApplyRules, MakeFunction

# What the case's columns say; what a unit owes, message by message, comes with `rebuild_cases`.
FILL = """
UPDATE discharge_participation p
SET care_type = c.care_type, concerned = mine.concerned, liability_state = c.liability_state,
    liability_from = c.starts_on, liability_due_on = c.liability_due_on
FROM discharge_case c, municipalities_unit u,
     LATERAL (SELECT u.party <> 'municipal' OR c.payer_id IS NULL OR c.payer_id = u.municipality_id) mine (concerned)
WHERE c.id = p.case_id AND u.id = p.unit_id;
UPDATE discharge_participation p
SET track = c.track, payer_id = c.payer_id, district_id = c.district_id, ward_id = c.ward_id, step = c.step,
    expected_discharge = c.expected_discharge,
    due = coalesce(CASE WHEN p.concerned THEN c.next_deadline ELSE p.deadline END, p.due)
FROM discharge_case c
WHERE c.id = p.case_id AND p.active;
"""

# By functions of the rules.
NAMES = """
INSERT INTO discharge_name_word (unit_id, word, case_id)
SELECT p.unit_id, word, p.case_id
FROM discharge_participation p
JOIN discharge_person_version v
    ON v.case_id = p.case_id AND (p.ended_at IS NULL OR v.registered_at <= p.ended_at),
    discharge_words_of(v.given_name, v.family_name) word
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0003_unread_parts"),
        ("municipalities", "0003_directory_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "unit", "word", "case", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.unit",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="discharge.case",
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=80)),
            ],
            options={
                "db_table": "discharge_name_word",
                "indexes": [models.Index(fields=["unit", "case", "word"], name="name_words_of_case")],
            },
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_in_hospital",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_incoming",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_by_unit",
        ),
        migrations.RemoveIndex(
            model_name="participation",
            name="part_with_running_sip",
        ),
        migrations.AddField(
            model_name="participation",
            name="care_type",
            field=models.CharField(
                choices=[
                    ("somatic", "Somatisk vård"),
                    ("psychiatric", "Psykiatrisk vård"),
                    ("addiction", "Beroendevård"),
                    ("child_psychiatric", "Barn- och ungdomspsykiatri"),
                ],
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="concerned",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.district",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="due",
            field=models.DateTimeField(
                db_default=datetime(9999, 12, 31, 0, 0, tzinfo=UTC),
                default=datetime(9999, 12, 31, 0, 0, tzinfo=UTC),
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="expected_discharge",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="liability_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="liability_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="liability_state",
            field=models.CharField(
                choices=[
                    ("none", "Ingen är utskrivningsklar"),
                    ("will_start", "Fristdagar löper"),
                    ("stands", "Betalningsansvar pågår"),
                    ("pending", "Något saknas för betalningsansvar"),
                    ("barred", "Inget betalningsansvar"),
                ],
                db_default="none",
                default="none",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="payer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.municipality",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="step",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="participation",
            name="tasks",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="participation",
            name="track",
            field=models.CharField(
                blank=True,
                choices=[
                    ("green", "Grön: hem med samma stöd som förut"),
                    ("yellow", "Gul: hem med nytt eller ändrat stöd"),
                    ("red", "Röd: stort behov av samordning"),
                    ("grey", "Grå: utanför lagen, ordinarie rutin"),
                ],
                db_default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="ward",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.unit",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="participations",
                to="discharge.case",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="discharge.patient",
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="responsible",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="participation",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", True)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_in_hospital",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("to_acknowledge__gt", 0), ("to_answer__gt", 0), _connector="OR"),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_incoming",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("to_acknowledge__gt", 0)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_to_acknowledge",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("to_answer__gt", 0)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_to_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("to_answer__gt", 0)),
                fields=["unit", "deadline", "id", "care_type", "track", "payer", "district", "responsible"],
                name="part_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("sip_running", True)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_with_running_sip",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", True), ("ready_at__isnull", False)),
                fields=[
                    "unit",
                    "due",
                    "admitted_at",
                    "id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_ready",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("concerned", True), ("in_hospital", True), ("starts_on__isnull", False)),
                fields=["unit", "starts_on", "id", "care_type", "track", "payer", "district", "responsible"],
                name="part_liable",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", True)),
                fields=["unit", "-since", "-id", "care_type", "track", "payer", "district", "responsible"],
                name="part_new",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", False), ("sip_running", False)),
                fields=[
                    "unit",
                    "-admitted_at",
                    "-id",
                    "care_type",
                    "track",
                    "payer",
                    "district",
                    "responsible",
                ],
                name="part_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(
                    ("district__isnull", True), ("in_hospital", True), ("payer__isnull", False)
                ),
                fields=["unit", "payer"],
                name="part_by_payer",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("district__isnull", False), ("in_hospital", True)),
                fields=["unit", "district"],
                name="part_by_district",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("in_hospital", True), ("responsible__isnull", False)),
                fields=["unit", "responsible"],
                name="part_by_responsible",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        MakeFunction("discharge_name_words"),
        MakeFunction("discharge_words_of"),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        ApplyRules(),
    ]
