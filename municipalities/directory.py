"""The directory as each process keeps it: units, districts, municipalities, organisations, linked together.

    directory.current().units[unit_id].full_name
    parts = directory.fill(Participation.objects.filter(…), "unit", "case__ward", "case__payer")

`fill` does what `select_related` does, without a join: it takes the same paths. What the directory lacks
(users, the routing table) is read as before.

It is read when it has another version than the copy; a request is told the version by its first statement,
everybody else asks for it. The database gives it a new, random version at every change
(`new_directory_version`), and the version is asked for before the rows are read, so at worst a copy is
newer than its version and is read again; one that was rolled back never comes again.

Its rows are shared by every request of the process, so nobody changes them: they refuse it. Who changes a
unit reads it from its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, NoReturn, TypeVar, cast
from uuid import UUID

from django.db import connection
from django.db.models import Model

from municipalities.models import District, Municipality, Organisation, Unit
from municipalities.models.organisations import Named

Row = TypeVar("Row", bound=Model)
#: What each row points at within the directory.
_LINKS: dict[type[Named], tuple[str, ...]] = {
    Unit: ("organisation", "municipality", "district", "stand_in"),
    District: ("municipality", "merged_into"),
    Municipality: ("organisation",),
    Organisation: (),
}


@dataclass(frozen=True, slots=True)
class Directory:
    """All of it, each kind by its key and in Swedish order; `rows` are all kinds together."""

    units: Mapping[UUID, Unit]
    districts: Mapping[UUID, District]
    municipalities: Mapping[str, Municipality]
    organisations: Mapping[UUID, Organisation]
    rows: Mapping[UUID | str, Named]


#: As it was when the request which runs here began: read again, it would have what that has written since.
_at_beginning: ContextVar[Directory | None] = ContextVar("_at_beginning", default=None)


def current() -> Directory:
    """The directory as it is now; within a request, as it was when that began."""
    return _at_beginning.get() or _read_directory(current_version())


def current_version() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM municipalities_directory_version")
        version: UUID = cursor.fetchone()[0]
    return version


@contextmanager
def told(version: UUID) -> Iterator[None]:
    """What happens inside need not ask for the version, and has written nothing yet."""
    token = _at_beginning.set(_read_directory(version))
    try:
        yield
    finally:
        _at_beginning.reset(token)


def unit(key: UUID) -> Unit:
    """Whatever unit there is by the key, ended or not. Raises KeyError."""
    return cast("Unit", _find(current(), key))


def fill(rows: Iterable[Row], *paths: str) -> list[Row]:
    """The rows, given what they point at in the directory; `paths` as for `select_related`."""
    filled = list(rows)
    if filled:
        known = current()
        for *way, name in (path.split("__") for path in paths):
            for row in filled:
                holder: Any = reduce(lambda found, step: found and getattr(found, step), way, row)
                if holder is None:
                    continue
                # Put where the model keeps what it points at: its own way judges each anew whether it may.
                link = holder._meta.get_field(name)  # noqa: SLF001 - Django documents it
                if (key := getattr(holder, link.attname)) is not None:
                    link.set_cached_value(holder, _find(known, key))
    return filled


def _find(known: Directory, key: UUID | str) -> Named:
    """What has come since the request began, or without a new version (a restored table), is looked for."""
    found = known.rows.get(key) or _read_directory(current_version()).rows.get(key)
    if found is None:
        _read_directory.cache_clear()
        return _read_directory(current_version()).rows[key]
    return found


@lru_cache(maxsize=2)
def _read_directory(version: UUID) -> Directory:
    # A row that points at another is read before it: what it points at was there already.
    units = {row.pk: row for row in Unit.objects.all()}
    districts = {row.pk: row for row in District.objects.all()}
    municipalities = {row.pk: row for row in Municipality.objects.all()}
    organisations = {row.pk: row for row in Organisation.objects.order_by("sort_key", "pk")}
    kinds = (units, districts, municipalities, organisations)
    rows: dict[UUID | str, Named] = {row.pk: row for kind in kinds for row in kind.values()}
    directory = Directory(units, districts, municipalities, organisations, rows)
    for row in rows.values():
        for name in _LINKS[type(row)]:
            if (key := getattr(row, f"{name}_id")) is not None:
                setattr(row, name, rows[key])
    for row in rows.values():
        row.__class__ = _UNCHANGEABLE[type(row)]
    return directory


def _unchangeable(model: type[Named]) -> type[Named]:
    """The model's rows as nobody changes them: a class that Django's registry of models knows nothing of."""

    def refuse(row: Named, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError(f"{row} is the directory's: read it from its table to change it")

    names = dict.fromkeys(("__setattr__", "__delattr__", "save", "delete", "refresh_from_db"), refuse)
    made: type[Named] = type.__new__(type(model), model.__name__, (model,), {**names, "__module__": __name__})
    return made


_UNCHANGEABLE = {model: _unchangeable(model) for model in _LINKS}
