"""A municipality's economist reads why a day is charged, of each case that the own municipality pays for.

The same explanation as the invoicer's: no content and no name. A municipality that paid before reads it too, since its
lines are there, but not where the identity is protected: the explanation names who pays now, and that tells where
the person is.
"""

from django.db import migrations

MAY_EXPLAIN = """
CREATE OR REPLACE FUNCTION billing_may_explain(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE app_role()
        WHEN 'invoicer' THEN true
        WHEN 'municipal_economist' THEN EXISTS (
            SELECT 1 FROM discharge_case c JOIN discharge_patient p ON p.id = c.patient_id
            WHERE c.id = p_case AND (
                c.payer_id = app_municipality()
                OR NOT p.protected_identity AND (
                    EXISTS (SELECT 1 FROM billing_liability_period l
                            WHERE l.case_id = c.id AND l.payer_id = app_municipality())
                    OR EXISTS (SELECT 1 FROM billing_ledger_day l
                               WHERE l.case_id = c.id AND l.payer_id = app_municipality())
                    OR EXISTS (SELECT 1 FROM billing_liability_correction l
                               WHERE l.case_id = c.id AND l.payer_id = app_municipality()))))
        ELSE discharge_acts(p_case)
    END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0045_words"),
        ("discharge", "0043_sip_facts_changed"),
        ("municipalities", "0043_who_changes_a_name"),
    ]
    operations = [migrations.RunSQL(MAY_EXPLAIN, migrations.RunSQL.noop)]
