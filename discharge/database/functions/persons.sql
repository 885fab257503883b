-- Whether the unit that acts has a part, not ended, in a case of the person, whichever of linked numbers it has.
CREATE FUNCTION discharge_knows_patient(p_patient uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM discharge_participation
                   WHERE patient_id IN (SELECT discharge_same_person(p_patient))
                     AND unit_id = app_unit() AND ended_at IS NULL)
$$;
GRANT EXECUTE ON FUNCTION discharge_knows_patient TO vardovergang_app;

-- What two names are compared by, as municipalities.door.texts.words has it: "Anna-Lena" is "anna lena".
CREATE FUNCTION discharge_name_words(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(lower(normalize(p_name, NFKC)), '[[:space:][:punct:]‐‑‒–—’]+', ' ', 'g'))
$$;
GRANT EXECUTE ON FUNCTION discharge_name_words TO vardovergang_app;

-- The words of a person's name as it is registered, as far as there is room: spelled out, a letter may become several.
CREATE FUNCTION discharge_words_of(p_given text, p_family text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp
AS $$
    SELECT DISTINCT left(word, 80)
    FROM unnest(string_to_array(discharge_name_words(p_given || ' ' || p_family), ' ')) AS word
    WHERE word <> ''
$$;

-- What is registered in a case can be searched by every unit whose part in it has not ended.
CREATE FUNCTION note_name_of_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO discharge_name_word (unit_id, word, case_id)
    SELECT p.unit_id, word, NEW.case_id
    FROM discharge_participation p, discharge_words_of(NEW.given_name, NEW.family_name) word
    WHERE p.case_id = NEW.case_id AND p.ended_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- Who comes into a case searches by all that has been registered in it.
CREATE FUNCTION note_name_for_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO discharge_name_word (unit_id, word, case_id)
    SELECT NEW.unit_id, word, NEW.case_id
    FROM discharge_person_version v, discharge_words_of(v.given_name, v.family_name) word
    WHERE v.case_id = NEW.case_id AND NEW.mistaken_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- One more version, by who acts; answers which columns say something else than the person's last version.
CREATE FUNCTION discharge_add_person_version(p_patient uuid, p_case uuid, p jsonb, p_at timestamptz)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    SELECT to_jsonb(v) INTO before FROM discharge_person_version v
        WHERE v.patient_id = p_patient ORDER BY v.registered_at DESC LIMIT 1;
    INSERT INTO discharge_person_version AS new
        (id, patient_id, case_id, given_name, family_name, street, postal_code, city, municipality_id, district_id,
         listed_unit_id, linked_number, registered_by_id, registered_unit_id, registered_at)
    SELECT gen_random_uuid(), p_patient, p_case, r.given_name, r.family_name, r.street, r.postal_code, r.city,
           r.municipality_id, r.district_id, r.listed_unit_id,
           -- A number comes with a link, and goes with it.
           CASE WHEN newest.id <> p_patient AND r.linked_number = newest.identity_number
                THEN r.linked_number ELSE '' END,
           app_assignment(), app_unit(), p_at
    FROM jsonb_populate_record(NULL::discharge_person_version, p) r, discharge_patient x
    JOIN discharge_patient newest ON newest.id = coalesce(x.linked_to_id, x.id)
    WHERE x.id = p_patient
    RETURNING to_jsonb(new) INTO after;
    RETURN ARRAY (
        SELECT name FROM unnest(ARRAY['given_name', 'family_name', 'street', 'postal_code', 'city', 'municipality_id',
                                      'district_id', 'listed_unit_id', 'linked_number']) AS name
        WHERE before IS NOT NULL AND before->name IS DISTINCT FROM after->name);
END $$;

-- One more protection, by who acts; a unit has one of a person at a time.
CREATE FUNCTION discharge_add_protection(p_patient uuid, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    INSERT INTO discharge_protection (id, patient_id, set_by_id, set_unit_id, set_at, ground, reason)
    VALUES (gen_random_uuid(), p_patient, app_assignment(), app_unit(), p_at, '', '')
    ON CONFLICT (patient_id, set_unit_id) WHERE lifted_at IS NULL DO NOTHING
$$;

-- The person of a case that begins: found by number or made, and registered in that case by who begins it. What
-- others have registered in their cases stays as it was.
CREATE FUNCTION discharge_register_patient(p jsonb, p_case uuid, p_at timestamptz)
RETURNS TABLE (patient uuid, changed text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    IF coalesce(app_role(), '') NOT IN ('inpatient', 'outpatient', 'case_officer') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who takes part in care registers a person';
    END IF;
    IF EXISTS (SELECT 1 FROM discharge_case WHERE id = p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a person is registered in a case that begins';
    END IF;
    PERFORM discharge_hold_persons(ARRAY (SELECT x.id FROM discharge_patient x
        WHERE x.identity_number = p->>'identity_number' AND NOT x.number_is_wrong));
    IF app_role() = 'inpatient' AND EXISTS (
        SELECT 1 FROM discharge_patient x
        CROSS JOIN LATERAL discharge_same_person(x.id) AS same (id) JOIN discharge_case c ON c.patient_id = same.id
        WHERE x.identity_number = p->>'identity_number' AND NOT x.number_is_wrong
          AND c.is_open AND c.kind = 'stay') THEN
        RAISE unique_violation USING MESSAGE = 'the person has an open stay', CONSTRAINT = 'one_open_stay_per_patient';
    END IF;
    INSERT INTO discharge_patient AS old
        (id, identity_number, number_kind, sex, birth_date, protected_identity, number_is_wrong)
    SELECT r.id, r.identity_number, r.number_kind, r.sex, r.birth_date, false, false
    FROM jsonb_populate_record(NULL::discharge_patient, p) r
    ON CONFLICT (identity_number) WHERE NOT number_is_wrong DO UPDATE SET identity_number = old.identity_number
    RETURNING old.id INTO found;
    IF (p->>'protected_identity')::boolean THEN
        PERFORM discharge_add_protection(found, p_at);
    END IF;
    RETURN QUERY SELECT found, discharge_add_person_version(found, p_case, p, p_at);
END $$;
GRANT EXECUTE ON FUNCTION discharge_register_patient TO vardovergang_app;

-- A party of the case registers the person anew.
CREATE FUNCTION discharge_correct_person(p_case uuid, p jsonb, p_at timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT discharge_acts(p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case registers its person anew';
    END IF;
    RETURN discharge_add_person_version((SELECT patient_id FROM discharge_case WHERE id = p_case), p_case, p, p_at);
END $$;
GRANT EXECUTE ON FUNCTION discharge_correct_person TO vardovergang_app;

-- What was registered last of an open case's person in another case, after the case's own last version: for its
-- parties. Not in which case; nor where, by a unit that has blocked what it knows and has no part in the case: that
-- would say where else the person is cared for.
CREATE FUNCTION discharge_person_elsewhere(p_case uuid)
RETURNS TABLE (id uuid, given_name varchar, family_name varchar, street varchar, postal_code varchar, city varchar,
               municipality_id varchar, district_id uuid, listed_unit_id uuid, linked_number varchar,
               registered_unit_id uuid, registered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT v.id, v.given_name, v.family_name, v.street, v.postal_code, v.city, v.municipality_id, v.district_id,
               v.listed_unit_id, v.linked_number,
               CASE WHEN EXISTS (SELECT 1 FROM discharge_participation p
                                 WHERE p.case_id = c.id AND p.unit_id = v.registered_unit_id)
                      OR NOT EXISTS (SELECT 1 FROM discharge_block b
                                     WHERE b.patient_id IN (SELECT discharge_same_person(c.patient_id))
                                       AND b.unit_id = v.registered_unit_id
                                       AND b.lifted_at IS NULL)
                    THEN v.registered_unit_id END,
               v.registered_at
        FROM discharge_case c
        JOIN LATERAL (SELECT o.registered_at FROM discharge_person_version o
                      WHERE o.case_id = c.id ORDER BY o.registered_at DESC LIMIT 1) own ON true
        JOIN discharge_person_version v
            ON v.patient_id = c.patient_id AND v.case_id <> c.id AND v.registered_at > own.registered_at
           AND NOT EXISTS (SELECT 1 FROM discharge_case o WHERE o.id = v.case_id AND o.mistaken_at IS NOT NULL)
        WHERE c.id = p_case AND c.is_open AND (SELECT discharge_acts(p_case))
        ORDER BY v.registered_at DESC LIMIT 1;
END $$;
GRANT EXECUTE ON FUNCTION discharge_person_elsewhere TO vardovergang_app;

-- What the door to a case reads: the case, its person, when the reader's own part in it ended, what has been registered
-- of the person in it by whom, what elsewhere since, and which other numbers the person has. Whose policies say whether
-- there is such a case, asks.
CREATE FUNCTION discharge_open_case(p_case uuid)
RETURNS TABLE (opened jsonb, patient jsonb, part_ended_at timestamptz, versions jsonb, elsewhere jsonb, links jsonb)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT to_jsonb(c), to_jsonb(x),
               (SELECT p.ended_at FROM discharge_participation p
                WHERE p.case_id = c.id AND p.unit_id = (SELECT app_unit())),
               (SELECT jsonb_agg(jsonb_build_array(
                           to_jsonb(v), jsonb_build_object('id', a.id, 'user_id', a.user_id),
                           jsonb_build_object('id', u.id, 'first_name', u.first_name, 'last_name', u.last_name,
                                              'username', u.username)) ORDER BY v.registered_at)
                FROM discharge_person_version v
                JOIN municipalities_assignment a ON a.id = v.registered_by_id
                JOIN municipalities_user u ON u.id = a.user_id
                WHERE v.case_id = c.id),
               (SELECT to_jsonb(e) FROM discharge_person_elsewhere(p_case) e),
               (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.linked_at) FROM discharge_links_seen(p_case) l)
        FROM discharge_case c JOIN discharge_patient x ON x.id = c.patient_id
        WHERE c.id = p_case;
END $$;
GRANT EXECUTE ON FUNCTION discharge_open_case TO vardovergang_app;

-- Any party of a case of the person sets it; it holds for all of the person's cases at once, also those begun with
-- another number that is linked.
CREATE FUNCTION discharge_protect(p_case uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT discharge_acts(p_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case protects its person';
    END IF;
    PERFORM discharge_add_protection((SELECT patient_id FROM discharge_case WHERE id = p_case), p_at);
END $$;
GRANT EXECUTE ON FUNCTION discharge_protect TO vardovergang_app;

-- The unit that set it takes it away; another on the ground that the register says so. Answers whether the person
-- is protected still.
CREATE FUNCTION discharge_unprotect(p_case uuid, p_ground text, p_reason text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    person uuid := (SELECT patient_id FROM discharge_case WHERE id = p_case);
BEGIN
    IF NOT discharge_acts(p_case) OR p_ground NOT IN ('own', 'register') OR coalesce(p_reason, '') = '' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case takes a protection away, on a ground';
    END IF;
    UPDATE discharge_protection SET lifted_at = p_at, lifted_by_id = app_assignment(), ground = p_ground,
                                    reason = p_reason
    WHERE patient_id IN (SELECT discharge_same_person(person)) AND lifted_at IS NULL
      AND (p_ground = 'register' OR set_unit_id = app_unit());
    RETURN (SELECT protected_identity FROM discharge_patient WHERE id = person);
END $$;
GRANT EXECUTE ON FUNCTION discharge_unprotect TO vardovergang_app;

-- Set once, lifted once, and never changed otherwise; the person's mark follows.
CREATE FUNCTION guard_protection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (
        OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'ground', 'reason']
           <> to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'ground', 'reason']))
    THEN
        RAISE EXCEPTION '% on % is forbidden: a protection is only lifted', TG_OP, TG_TABLE_NAME;
    END IF;
    PERFORM discharge_note_protection(NEW.patient_id);
    RETURN NULL;
END $$;
