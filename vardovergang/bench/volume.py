"""Cases by the hundred thousand, made by SQL: what the list query needs, and no messages.

All are open and three in ten belong to one municipality, which is more than any list will ever hold.
"""

from __future__ import annotations

from vardovergang.bench.database import filling

BIG = "0126"
TABLES = ("discharge_patient", "discharge_case", "discharge_person_version", "discharge_participation")

_PATIENT_ID = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
_CASE_ID = "('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid"
_NUMBERS = "generate_series(%(first)s::int, %(last)s::int) AS n"
_DEADLINE = "now() + (n %% 1000 * 7919 %% 1000 - 500) * interval '1 minute'"
_ADMITTED = "now() - n %% 400 * interval '1 hour'"

# Born in the nineteenth century, so that nobody of the demonstration county has the number.
_PATIENTS = f"""
INSERT INTO discharge_patient
    (id, identity_number, number_kind, sex, birth_date, protected_identity)
SELECT {_PATIENT_ID}, to_char(date '1825-01-01' + n %% 30000, 'YYYYMMDD') || (9800 + n / 30000), 'personal',
       'man', date '1825-01-01' + n %% 30000, false
FROM {_NUMBERS}
"""  # noqa: S608 - our own constants
_VERSIONS = f"""
WITH someone AS (
    SELECT id, unit_id FROM municipalities_assignment WHERE role = 'inpatient' ORDER BY id LIMIT 1
)
INSERT INTO discharge_person_version
    (id, patient_id, case_id, given_name, family_name, street, postal_code, city, municipality_id,
     registered_by_id, registered_unit_id, registered_at)
SELECT uuidv7(), {_PATIENT_ID}, {_CASE_ID}, 'Bo', 'Ek ' || n, '', '', '', '{BIG}', someone.id,
       someone.unit_id, {_ADMITTED}
FROM {_NUMBERS}, someone
"""  # noqa: S608
_CASES = f"""
WITH wards AS (SELECT array_agg(id) AS ids FROM municipalities_unit WHERE party = 'inpatient')
INSERT INTO discharge_case
    (id, patient_id, kind, reference, care_type, ward_id, payer_id, admitted_at, certainty, track, step,
     next_type, next_deadline, is_open, changed_at, liability_state)
SELECT {_CASE_ID}, {_PATIENT_ID}, 'stay', 'B' || lpad(n::text, 10, '0'), 'somatic',
       ids[1 + n %% cardinality(ids)], '{BIG}', {_ADMITTED}, 'preliminary', '', 5,
       'ready_reply', {_DEADLINE}, true, now(), 'none'
FROM {_NUMBERS}, wards
"""  # noqa: S608
_PARTICIPATIONS = f"""
WITH units AS (
    SELECT array_agg(id) FILTER (WHERE party = 'inpatient') AS inpatient,
           array_agg(id) FILTER (WHERE party = 'outpatient') AS outpatient,
           array_agg(id) FILTER (WHERE party = 'municipal' AND municipality_id <> '{BIG}') AS municipal,
           (array_agg(id) FILTER (WHERE party = 'municipal' AND municipality_id = '{BIG}'))[1] AS big
    FROM municipalities_unit
)
INSERT INTO discharge_participation
    (id, case_id, patient_id, unit_id, party, since, active, in_hospital,
     to_acknowledge, to_answer, next_type, deadline, admitted_at)
SELECT uuidv7(), {_CASE_ID}, {_PATIENT_ID},
       CASE party WHEN 'inpatient' THEN inpatient[1 + n %% cardinality(inpatient)]
                  WHEN 'outpatient' THEN outpatient[1 + n %% cardinality(outpatient)]
                  ELSE CASE WHEN n %% 10 < 3 THEN big ELSE municipal[1 + n %% cardinality(municipal)] END END,
       party, now(), true, true, n %% 2, 1, 'ready_reply', {_DEADLINE}, {_ADMITTED}
FROM {_NUMBERS}, units, unnest(ARRAY['inpatient', 'outpatient', 'municipal']) AS party
"""  # noqa: S608


def fill(admin_url: str, first: int, cases: int) -> None:
    """Add cases from number `first` until there are so many."""
    with filling(admin_url, TABLES) as connection:
        for statement in (_PATIENTS, _CASES, _VERSIONS, _PARTICIPATIONS):
            connection.execute(statement, {"first": first, "last": cases - 1})
