"""What stands in the database: functions, views, policies, triggers, grants, as the database writes them."""

from __future__ import annotations

from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from municipalities.database.engine.roles import APP, OWNER, WORKER


class Key(NamedTuple):
    """What a policy or a trigger is called, on which table."""

    kind: str
    table: str
    name: str


class Grant(NamedTuple):
    """One privilege of a role, on the whole table or on a column of it."""

    table: str
    role: str
    privilege: str
    column: str = ""


FUNCTIONS = """
SELECT signature, regexp_replace(pg_get_functiondef(p.oid), ' FUNCTION (public|pg_temp\\w*)\\.', ' FUNCTION ')
FROM unnest(%s::text[]) AS signature
JOIN pg_proc p ON p.oid = to_regprocedure(%s::text || '.' || signature)
"""
MAY_EXECUTE = """
SELECT signature, array(SELECT CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
                        FROM aclexplode(coalesce(proacl, acldefault('f', proowner))))
FROM unnest(%s::text[]) AS signature JOIN pg_proc p ON p.oid = to_regprocedure('public.' || signature)
"""
#: Functions that the owner has made, and no extension.
OTHER_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace AND proowner = %s::regrole
  AND p.oid <> ALL (SELECT to_regprocedure('public.' || signature) FROM unnest(%s::text[]) AS signature
                    WHERE to_regprocedure('public.' || signature) IS NOT NULL)
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""
VIEWS = """
SELECT relname, concat_ws(E'\\n', reloptions::text, pg_get_viewdef(oid)) FROM pg_class
WHERE relnamespace = {schema} AND relkind = 'v' AND relowner = %s::regrole
"""
POLICIES = """
SELECT relname, polname,
       concat_ws(E'\\n', CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, polcmd,
                 array(SELECT CASE WHEN role = 0 THEN 'PUBLIC' ELSE role::regrole::text END
                       FROM unnest(polroles) AS role),
                 'USING ' || pg_get_expr(polqual, polrelid), 'CHECK ' || pg_get_expr(polwithcheck, polrelid))
FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = {schema}
"""
TRIGGERS = """
SELECT relname, tgname, regexp_replace(pg_get_triggerdef(t.oid), ' ON (public|pg_temp)\\.', ' ON ')
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE relnamespace = {schema} AND NOT relispartition AND NOT tgisinternal
"""
TABLES = """
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""
GRANTS = """
SELECT relname, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type, attname
FROM (SELECT c.oid, relname, relkind, relnamespace, relacl AS acl, '' AS attname FROM pg_class c
      UNION ALL
      SELECT c.oid, relname, relkind, relnamespace, attacl, attname
      FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND NOT attisdropped) granted, aclexplode(acl)
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
  AND grantee IN (0, %s::regrole, %s::regrole)
"""
IN_PUBLIC, AMONG_TWINS = "'public'::regnamespace", "pg_my_temp_schema()"


def functions(cursor: CursorWrapper, signatures: list[str], schema: str = "public") -> dict[str, str]:
    """The definitions of those of the functions that stand."""
    cursor.execute(FUNCTIONS, [signatures, schema])
    return dict(cursor.fetchall())


def may_execute(cursor: CursorWrapper, signatures: list[str]) -> dict[str, frozenset[str]]:
    """Who may call each of the functions."""
    cursor.execute(MAY_EXECUTE, [signatures])
    return {signature: frozenset(roles) for signature, roles in cursor.fetchall()}


def other_functions(cursor: CursorWrapper, signatures: list[str]) -> list[str]:
    """The owner's functions that are none of these."""
    cursor.execute(OTHER_FUNCTIONS, [OWNER, signatures])
    return [signature for (signature,) in cursor.fetchall()]


def views(cursor: CursorWrapper, schema: str = IN_PUBLIC) -> dict[str, str]:
    """The definitions of the owner's views."""
    cursor.execute(VIEWS.format(schema=schema), [OWNER])
    return dict(cursor.fetchall())


def rules(cursor: CursorWrapper, schema: str = IN_PUBLIC) -> dict[Key, str]:
    """Every policy and trigger of the schema's tables, and its definition."""
    found: dict[Key, str] = {}
    for kind, query in (("policy", POLICIES), ("trigger", TRIGGERS)):
        cursor.execute(query.format(schema=schema))
        found |= {Key(kind, table, name): definition for table, name, definition in cursor.fetchall()}
    return found


def tables(cursor: CursorWrapper) -> dict[str, tuple[bool, bool]]:
    """Each table: whether row-level security is on, and whether it is forced on the owner too."""
    cursor.execute(TABLES)
    return {name: (on, forced) for name, on, forced in cursor.fetchall()}


def grants(cursor: CursorWrapper) -> set[Grant]:
    """What everybody, the application and the worker may do with tables and views."""
    cursor.execute(GRANTS, [APP, WORKER])
    return {Grant(*row) for row in cursor.fetchall()}
