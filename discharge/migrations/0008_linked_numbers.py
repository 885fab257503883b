"""Numbers of the same person are linked: each case keeps the person that it was made for."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0007_parts_taken_back"),
        ("municipalities", "0003_directory_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=municipalities.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("later", "Patienten har fått personnummer eller samordningsnummer"),
                            ("corrected", "Numret var felskrivet: samma patient, fel siffror"),
                        ],
                        max_length=9,
                    ),
                ),
                ("linked_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=80)),
                ("undo_asked_at", models.DateTimeField(null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=80)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "discharge_person_link",
            },
        ),
        migrations.AddField(
            model_name="patient",
            name="linked_to",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="discharge.patient",
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="number_is_wrong",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="personversion",
            name="linked_number",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="patient",
            name="identity_number",
            field=models.CharField(max_length=12),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number_is_wrong", False)),
                fields=("identity_number",),
                name="one_person_per_number",
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="linked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.assignment"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="linked_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.unit"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.patient"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.patient"
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="undo_asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.assignment",
            ),
        ),
        migrations.AddField(
            model_name="personlink",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="municipalities.assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="personlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("patient",), name="one_later_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="personlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("patient", models.F("to")), _negated=True),
                name="no_number_is_linked_with_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="personlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("undo_asked_at__isnull", True),
                        ("undo_asked_by__isnull", True),
                        ("undo_reason", ""),
                        ("undone_at__isnull", True),
                    ),
                    models.Q(
                        ("undo_asked_at__isnull", False),
                        ("undo_asked_by__isnull", False),
                        models.Q(("undo_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="undoing_is_asked_for_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="personlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_undone_link_says_by_whom",
            ),
        ),
        ApplyRules(),
    ]
