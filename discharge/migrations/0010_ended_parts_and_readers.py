"""A unit whose part has ended reads what was said until then; what rests on a consent, only its parties."""

import django.contrib.postgres.fields
from django.db import migrations, models

POLICIES = """
-- The part that lets the unit see the message: it has not ended, or had not when the message was sent;
-- and where the message rests on a consent, its party is one of those that may read it.
DROP POLICY app_read ON discharge_message;
CREATE POLICY app_read ON discharge_message FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.case_id = discharge_message.case_id AND p.unit_id = (SELECT app_unit())
                     AND (p.ended_at IS NULL OR discharge_message.sent_at <= p.ended_at)
                     AND (discharge_message.readers IS NULL OR p.party = ANY (discharge_message.readers))));
DROP POLICY app_add ON discharge_message;
CREATE POLICY app_add ON discharge_message FOR INSERT TO vardovergang_app
    WITH CHECK (sender_id = app_assignment() AND sender_unit_id = (SELECT app_unit())
                AND EXISTS (SELECT 1 FROM discharge_participation p
                            WHERE p.case_id = discharge_message.case_id AND p.unit_id = (SELECT app_unit())
                              AND p.ended_at IS NULL));

-- Only who still has a part brings in others.
CREATE FUNCTION discharge_acts(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation
                   WHERE case_id = p_case AND unit_id = app_unit() AND ended_at IS NULL)
$$;
REVOKE EXECUTE ON FUNCTION discharge_acts(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION discharge_acts(uuid) TO vardovergang_app;
DROP POLICY app_add ON discharge_participation;
CREATE POLICY app_add ON discharge_participation FOR INSERT TO vardovergang_app
    WITH CHECK (discharge_acts(case_id)
                OR (unit_id = (SELECT app_unit()) AND (SELECT app_role()) = 'inpatient'
                    AND NOT discharge_case_exists(case_id)));

-- Who received and acknowledged a message is seen by those who see the message.
DROP POLICY app_read ON discharge_recipient;
CREATE POLICY app_read ON discharge_recipient FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_message m WHERE m.id = message_id));
DROP POLICY app_read ON discharge_receipt;
CREATE POLICY app_read ON discharge_receipt FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_recipient r WHERE r.id = recipient_id));

-- What money and statistics need is for those who still take part.
DROP POLICY app_read ON discharge_case_facts;
CREATE POLICY app_read ON discharge_case_facts FOR SELECT TO vardovergang_app
    USING (EXISTS (SELECT 1 FROM discharge_participation p
                   WHERE p.case_id = discharge_case_facts.case_id AND p.unit_id = (SELECT app_unit())
                     AND p.ended_at IS NULL));

GRANT UPDATE (track) ON discharge_case TO vardovergang_app, vardovergang_worker;
GRANT UPDATE (ended_at) ON discharge_participation TO vardovergang_app, vardovergang_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0007_liability_missing"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="track",
            field=models.CharField(
                blank=True,
                choices=[
                    ("green", "Grön: hem med samma stöd som förut"),
                    ("yellow", "Gul: hem med nytt eller ändrat stöd"),
                    ("red", "Röd: stort behov av samordning"),
                    ("grey", "Grå: utanför lagen, ordinarie rutin"),
                ],
                max_length=6,
                verbose_name="spår",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="readers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("inpatient", "Slutenvård"),
                        ("outpatient", "Öppenvård"),
                        ("municipal", "Kommun"),
                        ("administration", "Förvaltning"),
                    ],
                    max_length=20,
                ),
                null=True,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
