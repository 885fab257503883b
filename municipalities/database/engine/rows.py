"""What a table's rules look like: who may do what with it, which of its rows, and what guards them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from municipalities.database.engine.catalogue import Key
from municipalities.database.engine.functions import Function
from municipalities.database.engine.roles import APP, OWNER, WORKER
from municipalities.database.engine.views import View

READ = "SELECT"


@dataclass(frozen=True)
class Policy:
    """Which rows of its table a role reads (`using`) or writes (`check`) by a command.

    Policies add up, but one that `takes_away` must be passed beside them.
    """

    name: str
    command: str
    role: str
    using: str = ""
    check: str = ""
    takes_away: bool = False

    def create(self, table: str) -> str:
        kind = "RESTRICTIVE" if self.takes_away else "PERMISSIVE"
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return (
            f"CREATE POLICY {self.name} ON {table} AS {kind} FOR {self.command} TO {self.role}{using}{check}"
        )


@dataclass(frozen=True)
class Trigger:
    """A function that the database calls at each change: `when` as in "BEFORE UPDATE OR DELETE"."""

    name: str
    when: str
    function: str
    for_each: str = "ROW"
    referencing: str = ""
    condition: str = ""

    def create(self, table: str) -> str:
        referencing = f" REFERENCING {self.referencing}" if self.referencing else ""
        condition = f" WHEN ({self.condition})" if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} {self.when} ON {table}{referencing}"
            f" FOR EACH {self.for_each}{condition} EXECUTE FUNCTION {self.function}()"
        )


@dataclass(frozen=True)
class Table:
    """A table's rules; `app` and `worker` are what the two roles are granted: "SELECT, UPDATE (name)"."""

    name: str
    app: str = ""
    worker: str = ""
    protected: bool = False
    policies: tuple[Policy, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    is_addition: bool = False

    @property
    def grants(self) -> dict[str, str]:
        return {APP: self.app, WORKER: self.worker}

    def create_rules(self) -> dict[Key, str]:
        """The statements that make its policies and triggers."""
        policies = {Key("policy", self.name, each.name): each.create(self.name) for each in self.policies}
        triggers = {Key("trigger", self.name, each.name): each.create(self.name) for each in self.triggers}
        return policies | triggers

    def with_addition(self, more: Table) -> Table:
        """The table with what another app adds to its rules."""
        return replace(
            self,
            app=", ".join(filter(None, (self.app, more.app))),
            worker=", ".join(filter(None, (self.worker, more.worker))),
            policies=self.policies + more.policies,
            triggers=self.triggers + more.triggers,
        )


@dataclass(frozen=True)
class Rules:
    """An app's rules: each table, each addition to a lower app's table, each function and view, once."""

    tables: tuple[Table, ...] = ()
    functions: tuple[Function, ...] = ()
    views: tuple[View, ...] = ()


#: The owner runs migrations and the SECURITY DEFINER functions; nobody logs in to the site as owner.
OWNERS_ALL = Policy("owner", "ALL", OWNER, "true", "true")
#: The worker computes for everybody: what it reads and writes, its grants say.
WORKERS_ALL = Policy("worker", "ALL", WORKER, "true", "true")

UNCHANGED = Trigger("unchanged", "BEFORE UPDATE OR DELETE", "forbid_change")
KEPT = Trigger("kept", "BEFORE TRUNCATE", "forbid_change", for_each="STATEMENT")
#: Rows are only added.
ONLY_ADDED = (UNCHANGED, KEPT)
#: Every change of a row is noted in municipalities_row_change, and the table can't be emptied unseen.
NOTED = (Trigger("noted", "AFTER INSERT OR UPDATE OR DELETE", "note_row_change"), KEPT)


def protected(
    name: str,
    *,
    app: str = "",
    worker: str = "",
    owner: Policy | None = OWNERS_ALL,
    policies: Iterable[Policy] = (),
    triggers: Iterable[Trigger] = (),
) -> Table:
    """A table under row-level security, forced on its owner too: whom no policy lets through sees nothing."""
    owners = (owner,) if owner else ()
    return Table(name, app, worker, True, (*owners, *policies), tuple(triggers))


def public(name: str, *, app: str = "", worker: str = "", triggers: Iterable[Trigger] = ()) -> Table:
    """A table that holds nothing about a patient: its grants alone say who may do what."""
    return Table(name, app, worker, triggers=tuple(triggers))


def added_to(
    name: str, *, app: str = "", policies: Iterable[Policy] = (), triggers: Iterable[Trigger] = ()
) -> Table:
    """What an app adds to the rules of a lower app's table."""
    return Table(name, app, policies=tuple(policies), triggers=tuple(triggers), is_addition=True)
