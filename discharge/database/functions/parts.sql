-- Whether the unit that acts has a part in the case, ended or not; one that never should have been is none.
CREATE FUNCTION discharge_takes_part(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM discharge_participation
                   WHERE case_id = p_case AND unit_id = app_unit() AND mistaken_at IS NULL);
END $$;
GRANT EXECUTE ON FUNCTION discharge_takes_part TO vardovergang_app, vardovergang_worker;

-- Whether the unit that acts has a part in the case that has not ended.
CREATE FUNCTION discharge_acts(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM discharge_participation
                   WHERE case_id = p_case AND unit_id = app_unit() AND ended_at IS NULL);
END $$;
GRANT EXECUTE ON FUNCTION discharge_acts TO vardovergang_app;

-- Whether the unit takes part in the case and is not connected: others enter what it says.
CREATE FUNCTION discharge_answers_on_paper(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM discharge_participation p JOIN municipalities_unit u ON u.id = p.unit_id
                   WHERE p.case_id = p_case AND p.unit_id = p_unit AND p.ended_at IS NULL
                     AND coalesce(u.connected_from, 'infinity') > (now() AT TIME ZONE 'Europe/Stockholm')::date);
END $$;
GRANT EXECUTE ON FUNCTION discharge_answers_on_paper TO vardovergang_app;

-- Whether there is such a case, whoever takes part in it.
CREATE FUNCTION discharge_case_exists(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM discharge_case WHERE id = p_case);
END $$;
GRANT EXECUTE ON FUNCTION discharge_case_exists TO vardovergang_app;

-- The person was registered for this very case by who begins it: so somebody knew the number, and looked it up.
CREATE FUNCTION discharge_has_registered(p_case uuid, p_patient uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM discharge_person_version
                   WHERE case_id = p_case AND patient_id = p_patient AND registered_by_id = app_assignment());
END $$;
GRANT EXECUTE ON FUNCTION discharge_has_registered TO vardovergang_app;

-- The unit has been sent something in the case, or has its part already.
CREATE FUNCTION discharge_may_join(p_case uuid, p_unit uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM discharge_participation WHERE case_id = p_case AND unit_id = p_unit)
        OR EXISTS (SELECT 1 FROM discharge_recipient WHERE case_id = p_case AND unit_id = p_unit);
END $$;
GRANT EXECUTE ON FUNCTION discharge_may_join TO vardovergang_app;

-- The message at that time ends the unit's part: the unit's own, or one that names it. A municipality that has been
-- moved from, and pays the period that runs, leaves with what ends that.
CREATE FUNCTION discharge_ends_part(p_case uuid, p_unit uuid, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM discharge_message m
        WHERE m.case_id = p_case AND m.sent_at = p_at
          AND ((m.sender_unit_id = p_unit AND m.type IN ('transfer', 'handover', 'wrong_receiver', 'sent_in_error'))
               OR (m.type = 'participant_removed' AND m.facts->>'participant' = p_unit::text)
               OR (m.type = 'municipality_correction' AND m.facts->'leaves' ? p_unit::text)
               OR (m.type IN ('ready_withdrawal', 'discharge', 'deceased') AND EXISTS (
                   SELECT 1 FROM discharge_message x
                   WHERE x.case_id = p_case AND x.type = 'municipality_correction'
                     AND x.facts->'leaves' ? p_unit::text))));
END $$;
GRANT EXECUTE ON FUNCTION discharge_ends_part TO vardovergang_app;

-- The message is the unit's own hand-over, by which its part has ended, and who got the case has said nothing in it since.
CREATE FUNCTION discharge_may_take_back(p_case uuid, p_message text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM discharge_message m
        JOIN discharge_participation p ON p.case_id = m.case_id AND p.unit_id = m.sender_unit_id AND p.ended_at = m.sent_at
        WHERE m.id::text = p_message AND m.case_id = p_case AND m.sender_unit_id = app_unit()
          AND m.type IN ('transfer', 'handover', 'wrong_receiver') AND p.mistaken_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM discharge_case c WHERE c.id = p_case AND c.mistaken_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM discharge_message later
                          WHERE later.case_id = p_case AND coalesce(later.happened_at, later.sent_at) > m.sent_at
                            AND later.sender_unit_id::text = m.facts->>'to'));
END $$;
GRANT EXECUTE ON FUNCTION discharge_may_take_back TO vardovergang_app;

-- Who takes its hand-over back has its part again, from that message on.
CREATE FUNCTION take_part_again() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE discharge_participation p SET ended_at = NULL
    FROM discharge_message m
    WHERE m.id::text = NEW.facts->>'message' AND m.case_id = NEW.case_id
      AND p.case_id = NEW.case_id AND p.unit_id = NEW.sender_unit_id AND p.ended_at = m.sent_at;
    RETURN NULL;
END $$;

-- Another unit's message at that time says that the part never should have been: of all the units that what it takes
-- back was sent to, or of the one that it names.
CREATE FUNCTION discharge_takes_back_part(p_case uuid, p_unit uuid, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM discharge_message m JOIN municipalities_unit u ON u.id = m.sender_unit_id
        WHERE m.case_id = p_case AND m.sent_at = p_at AND m.sender_unit_id <> p_unit
          AND ((m.type = 'sent_in_error' AND (u.party = 'inpatient' OR EXISTS (
                   SELECT 1 FROM discharge_case c WHERE c.id = p_case AND c.kind = 'sip')))
               OR (m.type = 'municipality_correction' AND m.facts->>'how' = 'wrong'
                   AND m.facts->'leaves' ? p_unit::text)
               OR (m.type = 'handover_undone' AND EXISTS (
                   SELECT 1 FROM discharge_message h
                   WHERE h.case_id = p_case AND h.id::text = m.facts->>'message' AND h.facts->>'to' = p_unit::text))));
END $$;
GRANT EXECUTE ON FUNCTION discharge_takes_back_part TO vardovergang_app;

-- A part ends with a message that ends it, never should have been by one that says so, and is opened again by another
-- party. Who acts is judged by what was before the statement, which may end the sender's part and open the receiver's:
-- a volatile function would see what its own statement has done so far.
CREATE FUNCTION guard_end_of_part() RETURNS trigger LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
BEGIN
    IF current_user <> 'vardovergang_app' THEN
        RETURN NEW;
    END IF;
    IF NEW.mistaken_at IS DISTINCT FROM OLD.mistaken_at AND NEW.ended_at IS NOT NULL
       AND (NEW.mistaken_at IS NULL OR NOT discharge_takes_back_part(OLD.case_id, OLD.unit_id, NEW.mistaken_at)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a part is taken back with the message that says so';
    END IF;
    IF NEW.ended_at IS NOT DISTINCT FROM OLD.ended_at THEN
        RETURN NEW;
    END IF;
    IF NEW.ended_at IS NULL AND OLD.case_id IS DISTINCT FROM discharge_decides_in()
       AND (OLD.unit_id = app_unit() OR NOT discharge_acts(OLD.case_id)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a part that has ended is opened again by another party';
    END IF;
    IF NEW.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM NEW.mistaken_at
       AND NOT discharge_ends_part(OLD.case_id, OLD.unit_id, NEW.ended_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a part ends with the message that ends it';
    END IF;
    RETURN NEW;
END $$;

-- What is left of a part that never should have been: that something was sent to the unit by mistake. It finds the
-- person no more, and nobody can read what its people had begun to write. One that is not connected may have paper: the
-- ward, or who took back a SIP, is told that it has to ring.
CREATE FUNCTION take_back_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO discharge_wrongly_sent (id, unit_id, type, from_unit_id, sent_at, messages, taken_back_at, is_protected,
                                        recalled_by_id, reference)
    SELECT gen_random_uuid(), NEW.unit_id, m.type, m.sender_unit_id, m.sent_at, count(*) OVER (), NEW.mistaken_at,
           (SELECT protected_identity FROM discharge_patient WHERE id = NEW.patient_id),
           CASE WHEN NOT bool_or(r.connected) OVER () THEN coalesce(c.ward_id, (
               SELECT x.sender_unit_id FROM discharge_message x
               WHERE x.case_id = NEW.case_id AND x.sent_at = NEW.mistaken_at AND x.type = 'sent_in_error')) END,
           CASE WHEN NOT bool_or(r.connected) OVER () THEN c.reference ELSE '' END
    FROM discharge_recipient r JOIN discharge_message m ON m.id = r.message_id JOIN discharge_case c ON c.id = m.case_id
    WHERE m.case_id = NEW.case_id AND r.unit_id = NEW.unit_id
    ORDER BY m.sent_at, m.id LIMIT 1;
    DELETE FROM discharge_name_word WHERE unit_id = NEW.unit_id AND case_id = NEW.case_id;
    DELETE FROM discharge_listed_part WHERE part_id = NEW.id;
    DELETE FROM discharge_draft WHERE unit_id = NEW.unit_id AND case_id = NEW.case_id;
    RETURN NULL;
END $$;

-- Protection works backwards: it hides the ward also in what is left of a part that never should have been, which
-- leads to no case and no person. The message that it tells of is known by its sender, its time and its receiver.
CREATE FUNCTION follow_protection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE discharge_wrongly_sent w SET is_protected = NEW.protected_identity
    FROM discharge_case c
    JOIN discharge_message m ON m.case_id = c.id
    JOIN discharge_recipient r ON r.message_id = m.id
    WHERE c.patient_id = NEW.id AND w.unit_id = r.unit_id AND w.from_unit_id = m.sender_unit_id AND w.sent_at = m.sent_at;
    RETURN NULL;
END $$;

-- Which open cases still have a part for a unit that has ended: without the person, for who administers it.
CREATE FUNCTION discharge_ended_parts()
RETURNS TABLE (reference text, ward text, unit_id uuid, unit_name text, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.reference, CASE WHEN x.protected_identity AND w.id IS NOT NULL THEN 'Avdelningen'
                             ELSE coalesce(concat_ws(', ', w.name, nullif(w.site, '')), '') END,
           u.id, concat_ws(', ', u.name, nullif(u.site, '')), u.valid_to
    FROM municipalities_unit u
    JOIN discharge_participation p ON p.unit_id = u.id AND p.active
    JOIN discharge_case c ON c.id = p.case_id
    JOIN discharge_patient x ON x.id = c.patient_id
    LEFT JOIN municipalities_unit w ON w.id = c.ward_id
    WHERE u.valid_to < (now() AT TIME ZONE 'Europe/Stockholm')::date
      AND (p.in_hospital OR p.sip_running) AND app_administers(u.id)
$$;
GRANT EXECUTE ON FUNCTION discharge_ended_parts TO vardovergang_app;

-- A transaction sees the current unit's rows only, so the counts of the user's other units need a
-- function. It takes no argument: it counts for the valid assignments of the user who acts, and
-- answers with numbers alone, a hundred at most: every page's head shows them, whatever waits at the unit.
-- Without a valid acting assignment it answers nothing.
CREATE FUNCTION discharge_unread() RETURNS TABLE (assignment_id uuid, unread bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT mine.id, (SELECT count(*) FROM (SELECT FROM discharge_participation p
                                           WHERE p.unit_id = mine.unit_id AND p.to_acknowledge > 0 LIMIT 100) AS first)
    FROM municipalities_assignment acts
    JOIN municipalities_assignment mine ON mine.user_id = acts.user_id
    WHERE acts.id = app_assignment() AND app_role() IS NOT NULL AND gives_care(mine.role)
      AND (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN mine.valid_from AND coalesce(mine.valid_to, 'infinity');
END $$;
GRANT EXECUTE ON FUNCTION discharge_unread TO vardovergang_app;
