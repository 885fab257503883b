"""From the trial's tables to those of today: persons have versions, one judgement of liability, and room for a chain."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.ids
from municipalities.database.engine.operations import ApplyRules, MakeFunction

# One judgement of liability. Open cases are judged anew by the next night; until then what was judged is said in
# the new words.
OUTLOOK = """
UPDATE discharge_case
SET liability_state = CASE
    WHEN liability_state = 'free' AND liability_missing = '{}' THEN 'will_start'
    WHEN liability_state = 'liable' AND liability_missing = '{}' THEN 'stands'
    WHEN liability_missing <> '{}' THEN 'pending'
    ELSE 'barred' END
WHERE liability_state <> 'none';
UPDATE discharge_participation p SET starts_on = NULL
FROM discharge_case c
WHERE c.id = p.case_id AND c.liability_state IN ('pending', 'barred') AND p.starts_on IS NOT NULL;
"""

VERSIONS = r"""
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
"""

PROTECTIONS = """
INSERT INTO discharge_protection (id, patient_id, set_at, ground, reason)
SELECT gen_random_uuid(), id, now(), '', '' FROM discharge_patient WHERE protected_identity;
"""

# No part and no version names another person than its case.
OF_ITS_PERSON = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE discharge_case ADD CONSTRAINT case_and_its_patient UNIQUE (id, patient_id);
ALTER TABLE discharge_participation ADD CONSTRAINT part_of_the_cases_patient
    FOREIGN KEY (case_id, patient_id) REFERENCES discharge_case (id, patient_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE discharge_person_version ADD CONSTRAINT version_of_the_cases_patient
    FOREIGN KEY (case_id, patient_id) REFERENCES discharge_case (id, patient_id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX recipient_by_case_and_unit ON discharge_recipient (case_id, unit_id);
"""

# By a function of the rules.
BY_NAME = """
CREATE INDEX version_by_name ON discharge_person_version
    (discharge_name_words(family_name), discharge_name_words(given_name));
"""


class Migration(migrations.Migration):
    dependencies = [("discharge", "0001_schema"), ("municipalities", "0002_from_the_trial")]
    operations = [
        migrations.AddField(
            model_name="blockopening",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="discharge.case"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="patient",
            name="reserve_number_has_no_sex_or_birth_date",
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("birth_date__isnull", True), ("number_kind", "reserve"), ("sex", "")),
                    models.Q(("number_kind", "coordination"), models.Q(("sex", ""), _negated=True)),
                    models.Q(
                        ("birth_date__isnull", False),
                        ("number_kind", "personal"),
                        models.Q(("sex", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="number_kind_tells_sex_and_birth_date",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="liability_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="liability_state",
            field=models.CharField(
                choices=[
                    ("none", "Ingen är utskrivningsklar"),
                    ("will_start", "Fristdagar löper"),
                    ("stands", "Betalningsansvar pågår"),
                    ("pending", "Något saknas för betalningsansvar"),
                    ("barred", "Inget betalningsansvar"),
                ],
                default="none",
                max_length=12,
            ),
        ),
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
        migrations.AddField(
            model_name="message", name="digest", field=models.BinaryField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="message", name="previous_digest", field=models.BinaryField(editable=False, null=True)
        ),
        migrations.RunSQL(OUTLOOK, migrations.RunSQL.noop),
        migrations.RunSQL(VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(PROTECTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(OF_ITS_PERSON, migrations.RunSQL.noop),
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
        MakeFunction("discharge_name_words"),
        migrations.RunSQL(BY_NAME, migrations.RunSQL.noop),
        ApplyRules(),
    ]
