-- The rows of the same human being: the number itself, and those linked with it, directly or by others.
CREATE FUNCTION discharge_same_person(p_patient uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $$
DECLARE
    newest uuid := (SELECT coalesce(linked_to_id, id) FROM discharge_patient WHERE id = p_patient);
BEGIN
    RETURN NEXT newest;
    RETURN QUERY SELECT id FROM discharge_patient WHERE linked_to_id = newest;
END $$;

-- The rows of the same human being as each of these, held until the transaction ends: whoever makes or undoes a link,
-- opens a stay or protects a person judges by links that nobody changes meanwhile. In one order, so that of two none
-- waits for the other.
CREATE FUNCTION discharge_hold_persons(p_patients uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    held uuid[];
    same uuid[];
BEGIN
    LOOP
        same := ARRAY (SELECT DISTINCT o.id FROM unnest(p_patients) AS given (id)
                       CROSS JOIN LATERAL discharge_same_person(given.id) AS o (id) ORDER BY o.id);
        EXIT WHEN same <@ held;
        PERFORM FROM discharge_patient WHERE id = ANY (same) ORDER BY id FOR NO KEY UPDATE;
        held := same;
    END LOOP;
    RETURN same;
END $$;

-- The number and those linked with it, the given one first: those that came later (up) or before.
CREATE FUNCTION discharge_linked_way(p_patient uuid, p_up boolean) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 3 SET search_path = public, pg_temp
AS $$
    WITH RECURSIVE way (id) AS (
        SELECT p_patient
        UNION
        SELECT CASE WHEN p_up THEN l.to_id ELSE l.patient_id END FROM way
        JOIN discharge_person_link l ON way.id = CASE WHEN p_up THEN l.patient_id ELSE l.to_id END
        WHERE l.undone_at IS NULL
    )
    SELECT id FROM way
$$;

-- Each row of the person says whether any of the numbers is protected: the stricter holds for all of them.
CREATE FUNCTION discharge_note_protection(p_patient uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    same uuid[] := discharge_hold_persons(ARRAY[p_patient]);
BEGIN
    UPDATE discharge_patient p SET protected_identity = NOT p.protected_identity
    WHERE p.id = ANY (same) AND p.protected_identity <> EXISTS (
        SELECT 1 FROM discharge_protection x WHERE x.patient_id = ANY (same) AND x.lifted_at IS NULL);
END $$;

-- A link is made whole, asked to be undone, undone by another user than who asked, and never changed otherwise. What
-- follows from it stands with the persons: which number each has now, which was never theirs, who is protected.
CREATE FUNCTION guard_person_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    undo CONSTANT text[] := ARRAY['undo_asked_at', 'undo_asked_by_id', 'undo_reason', 'undone_at', 'undone_by_id'];
    newest uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.undo_asked_at IS NOT NULL OR NEW.undone_at IS NOT NULL THEN
            RAISE EXCEPTION 'a link is made before it is undone';
        END IF;
        SELECT coalesce(linked_to_id, id) INTO newest FROM discharge_patient WHERE id = NEW.to_id;
        UPDATE discharge_patient SET linked_to_id = newest
        WHERE id = NEW.patient_id OR linked_to_id = NEW.patient_id;
        UPDATE discharge_patient SET number_is_wrong = true WHERE id = NEW.patient_id AND NEW.kind = 'corrected';
        PERFORM discharge_note_protection(NEW.to_id);
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL OR to_jsonb(NEW) - undo <> to_jsonb(OLD) - undo
       OR (NEW.undone_at IS NOT NULL AND (
           OLD.undo_asked_at IS NULL OR NEW.undo_asked_by_id IS DISTINCT FROM OLD.undo_asked_by_id
           OR (SELECT user_id FROM municipalities_assignment WHERE id = NEW.undone_by_id)
              = (SELECT user_id FROM municipalities_assignment WHERE id = OLD.undo_asked_by_id)))
    THEN
        RAISE EXCEPTION '% on % is forbidden: a link is undone by another than who asked', TG_OP, TG_TABLE_NAME;
    END IF;
    IF NEW.undone_at IS NOT NULL THEN
        UPDATE discharge_patient SET linked_to_id = nullif(NEW.patient_id, id)
        WHERE id IN (SELECT discharge_linked_way(NEW.patient_id, false));
        UPDATE discharge_patient SET number_is_wrong = false WHERE id = NEW.patient_id AND NEW.kind = 'corrected';
        PERFORM discharge_note_protection(NEW.patient_id), discharge_note_protection(NEW.to_id);
    END IF;
    RETURN NULL;
END $$;

-- A person has one open stay, whichever of linked numbers it was begun with; of one number an index says so.
CREATE FUNCTION guard_open_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    same uuid[] := discharge_hold_persons(ARRAY[NEW.patient_id]);
BEGIN
    IF cardinality(same) > 1 AND EXISTS (
        SELECT 1 FROM discharge_case c
        WHERE c.patient_id = ANY (same) AND c.id <> NEW.id AND c.is_open AND c.kind = 'stay')
    THEN
        RAISE unique_violation USING MESSAGE = 'the person has an open stay', CONSTRAINT = 'one_open_stay_per_patient';
    END IF;
    RETURN NULL;
END $$;

-- The case knows the person by the newest of the numbers from now on: one more version of it, by who acts.
CREATE FUNCTION discharge_show_number(p_case uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    own uuid := (SELECT patient_id FROM discharge_case WHERE id = p_case);
    known discharge_person_version;
    number text;
BEGIN
    SELECT * INTO STRICT known FROM discharge_person_version
        WHERE case_id = p_case ORDER BY registered_at DESC LIMIT 1;
    SELECT CASE WHEN newest.id = own THEN '' ELSE newest.identity_number END INTO STRICT number
        FROM discharge_patient x JOIN discharge_patient newest ON newest.id = coalesce(x.linked_to_id, x.id)
        WHERE x.id = own;
    IF known.linked_number <> number THEN
        known.linked_number := number;
        PERFORM discharge_add_person_version(own, p_case, to_jsonb(known), p_at);
    END IF;
END $$;

-- A party of the case says that its person has another number: one that came later, or one instead of a number that was
-- typed wrongly. Answers what stands against it, in one word; nothing where the numbers are linked now. Of who has the
-- other number it tells no more than whether a stay of theirs is open where one is open here.
CREATE FUNCTION discharge_link_number(p_case uuid, p_kind text, p jsonb, p_reason text, p_at timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    kinds CONSTANT text[] := ARRAY['reserve', 'coordination', 'personal'];
    own uuid := (SELECT patient_id FROM discharge_case WHERE id = p_case);
    latest discharge_patient;
    other discharge_patient;
    same uuid[];
BEGIN
    IF NOT discharge_acts(p_case) OR coalesce(app_role(), '') NOT IN ('inpatient', 'outpatient', 'case_officer')
       OR p_kind NOT IN ('later', 'corrected') OR coalesce(p_reason, '') = '' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case says which number its person has';
    END IF;
    -- Where it is refused the action takes this back too.
    INSERT INTO discharge_patient
        (id, identity_number, number_kind, sex, birth_date, protected_identity, number_is_wrong)
    SELECT r.id, r.identity_number, r.number_kind, r.sex, r.birth_date, false, false
    FROM jsonb_populate_record(NULL::discharge_patient, p) r
    ON CONFLICT (identity_number) WHERE NOT number_is_wrong DO NOTHING;
    same := discharge_hold_persons(ARRAY[own, (
        SELECT id FROM discharge_patient
        WHERE identity_number = p->>'identity_number' AND NOT number_is_wrong)]);
    SELECT newest.* INTO latest FROM discharge_patient x
        JOIN discharge_patient newest ON newest.id = coalesce(x.linked_to_id, x.id) WHERE x.id = own;
    SELECT * INTO STRICT other FROM discharge_patient x
        WHERE x.identity_number = p->>'identity_number' AND NOT x.number_is_wrong;
    IF other.id = own THEN
        RETURN 'same';
    ELSIF other.id = latest.id THEN
        -- Another case has said so before: this one knows it from now on.
        PERFORM discharge_show_number(p_case, p_at);
        RETURN '';
    ELSIF coalesce(other.linked_to_id, other.id) = latest.id THEN
        RETURN 'linked';
    ELSIF p_kind = 'corrected' THEN
        IF latest.id <> own OR EXISTS (SELECT 1 FROM discharge_person_link l
                                       WHERE l.to_id = own AND l.undone_at IS NULL) THEN
            RETURN 'linked';
        ELSIF EXISTS (SELECT 1 FROM discharge_case c WHERE c.patient_id = own AND c.id <> p_case) THEN
            RETURN 'others';
        END IF;
    ELSIF array_position(kinds, p->>'number_kind') <= array_position(kinds, latest.number_kind::text) THEN
        RETURN CASE WHEN latest.id = own THEN 'not_later' ELSE 'linked' END;
    END IF;
    IF (SELECT count(*) FROM discharge_case c
        WHERE c.is_open AND c.kind = 'stay' AND c.patient_id = ANY (same)) > 1 THEN
        RETURN 'open_stays';
    END IF;
    INSERT INTO discharge_person_link
        (id, kind, patient_id, to_id, case_id, linked_by_id, linked_unit_id, linked_at, reason, undo_reason)
    VALUES (gen_random_uuid(), p_kind, latest.id, other.id, p_case, app_assignment(), app_unit(), p_at, p_reason, '');
    PERFORM discharge_show_number(p_case, p_at);
    RETURN '';
END $$;
GRANT EXECUTE ON FUNCTION discharge_link_number TO vardovergang_app;

-- A party of a case on either side of the link asks for it to be undone; another user confirms it, or declines, in a case
-- of the number that was linked. Answers what stands against it, in one word; nothing where it is done.
CREATE FUNCTION discharge_undo_link(p_case uuid, p_link uuid, p_step text, p_reason text, p_at timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    own uuid := (SELECT patient_id FROM discharge_case WHERE id = p_case);
    link discharge_person_link;
    asked_by bigint;
    me bigint := (SELECT user_id FROM municipalities_assignment WHERE id = app_assignment());
BEGIN
    IF NOT discharge_acts(p_case) OR coalesce(app_role(), '') NOT IN ('inpatient', 'outpatient', 'case_officer')
       OR p_step NOT IN ('ask', 'confirm', 'decline') OR (p_step = 'ask' AND coalesce(p_reason, '') = '') THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a party of the case undoes a link of its person';
    END IF;
    PERFORM discharge_hold_persons(ARRAY[own]);
    SELECT * INTO link FROM discharge_person_link l
        WHERE l.id = p_link AND l.undone_at IS NULL
          AND (l.patient_id IN (SELECT discharge_linked_way(own, true))
               OR l.to_id IN (SELECT discharge_linked_way(own, false)));
    asked_by := (SELECT user_id FROM municipalities_assignment WHERE id = link.undo_asked_by_id);
    IF link.id IS NULL THEN
        RETURN 'gone';
    ELSIF p_step = 'ask' THEN
        IF asked_by IS NOT NULL THEN
            RETURN 'asked';
        END IF;
        UPDATE discharge_person_link SET undo_asked_at = p_at, undo_asked_by_id = app_assignment(),
            undo_reason = p_reason WHERE id = p_link;
        RETURN '';
    ELSIF asked_by IS NULL THEN
        RETURN 'not_asked';
    ELSIF p_step = 'decline' THEN
        UPDATE discharge_person_link SET undo_asked_at = NULL, undo_asked_by_id = NULL, undo_reason = ''
        WHERE id = p_link;
        RETURN '';
    ELSIF asked_by = me THEN
        RETURN 'yours';
    ELSIF link.patient_id NOT IN (SELECT discharge_linked_way(own, true)) THEN
        RETURN 'elsewhere';
    ELSIF link.kind = 'corrected' AND EXISTS (
        SELECT 1 FROM discharge_patient x JOIN discharge_patient wrong ON wrong.identity_number = x.identity_number
        WHERE wrong.id = link.patient_id AND x.id <> wrong.id AND NOT x.number_is_wrong) THEN
        RETURN 'taken';
    END IF;
    UPDATE discharge_person_link SET undone_at = p_at, undone_by_id = app_assignment() WHERE id = p_link;
    PERFORM discharge_show_number(link.case_id, p_at);
    RETURN '';
END $$;
GRANT EXECUTE ON FUNCTION discharge_undo_link TO vardovergang_app;

-- The links of a case's person, as its parties see them; to a unit whose part has ended, as they were then. By whom and
-- why, where the linking unit has a part in the case: elsewhere it would say where the person is cared for. Of a number
-- that was typed wrongly, which may be somebody else's, what tells nobody apart. The other numbers' cases are those in
-- which the reader acts: a link opens none.
CREATE FUNCTION discharge_links_seen(p_case uuid)
RETURNS TABLE (id uuid, kind varchar, earlier text, later text, is_earlier boolean, linked_at timestamptz,
               unit_id uuid, who text, reason varchar, undo_asked_at timestamptz, undo_reason varchar,
               asked_by_me boolean, cases jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    own uuid := (SELECT c.patient_id FROM discharge_case c WHERE c.id = p_case);
    part discharge_participation;
BEGIN
    SELECT * INTO part FROM discharge_participation p
        WHERE p.case_id = p_case AND p.unit_id = app_unit() AND p.mistaken_at IS NULL;
    IF part.id IS NULL OR NOT EXISTS (SELECT 1 FROM discharge_person_link l WHERE own IN (l.patient_id, l.to_id)) THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT l.id, l.kind,
               CASE l.kind WHEN 'corrected' THEN left(x.identity_number, 8) || '••••' ELSE x.identity_number::text END,
               y.identity_number::text,
               l.patient_id IN (SELECT discharge_linked_way(own, true)),
               l.linked_at,
               CASE WHEN known.named THEN l.linked_unit_id END,
               CASE WHEN known.named THEN concat_ws(' ', u.first_name, u.last_name) ELSE '' END,
               CASE WHEN known.named THEN l.reason ELSE '' END,
               CASE WHEN part.ended_at IS NULL THEN l.undo_asked_at END,
               CASE WHEN part.ended_at IS NULL THEN l.undo_reason ELSE '' END,
               coalesce(asker.user_id = me.user_id AND part.ended_at IS NULL, false),
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'reference', c.reference)
                                          ORDER BY c.admitted_at DESC), '[]')
                FROM discharge_participation p JOIN discharge_case c ON c.id = p.case_id
                WHERE p.unit_id = app_unit() AND p.ended_at IS NULL AND part.ended_at IS NULL
                  AND p.patient_id <> own
                  AND p.patient_id IN (SELECT discharge_linked_way(l.patient_id, false)
                                       UNION SELECT discharge_linked_way(l.to_id, true)))
        FROM discharge_person_link l
        JOIN discharge_patient x ON x.id = l.patient_id
        JOIN discharge_patient y ON y.id = l.to_id
        JOIN municipalities_assignment a ON a.id = l.linked_by_id
        JOIN municipalities_user u ON u.id = a.user_id
        JOIN municipalities_assignment me ON me.id = app_assignment()
        LEFT JOIN municipalities_assignment asker ON asker.id = l.undo_asked_by_id
        CROSS JOIN LATERAL (SELECT EXISTS (
            SELECT 1 FROM discharge_participation p
            WHERE p.case_id = p_case AND p.unit_id = l.linked_unit_id)) known (named)
        WHERE (l.patient_id IN (SELECT discharge_linked_way(own, true))
               OR l.to_id IN (SELECT discharge_linked_way(own, false)))
          AND (part.ended_at IS NULL AND l.undone_at IS NULL
               OR l.linked_at <= part.ended_at AND (l.undone_at IS NULL OR l.undone_at > part.ended_at))
        ORDER BY l.linked_at;
END $$;
GRANT EXECUTE ON FUNCTION discharge_links_seen TO vardovergang_app;

-- The unit's own cases of the person with that number, whichever of linked numbers they were begun with; where its part
-- has ended, those of that very number alone.
CREATE FUNCTION discharge_own_cases_of(p_number text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.case_id FROM discharge_patient x
    CROSS JOIN LATERAL discharge_same_person(x.id) AS same (id)
    JOIN discharge_participation p ON p.patient_id = same.id AND p.unit_id = app_unit()
    WHERE x.identity_number = p_number AND NOT x.number_is_wrong
      AND (p.ended_at IS NULL OR same.id = x.id AND p.mistaken_at IS NULL)
$$;
GRANT EXECUTE ON FUNCTION discharge_own_cases_of TO vardovergang_app;
