"""Reads one JSON object strictly: what isn't exactly as described is refused by a sentence with its key."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

# Python reads more than ISO 8601's plain form, differently from version to version.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MUNICIPALITY = re.compile(r"[0-9]{4}")

Word = TypeVar("Word", bound=StrEnum)


class InvalidField(ValueError):
    """The sentence names the key, in Swedish."""


# Stands in a decoded object under the key that was given twice; no JSON key can be it.
TWICE = object()


def decoded_object(pairs: list[tuple[str, object]]) -> dict[object, object]:
    """Where a key is given twice nobody can tell which fact holds; it is refused where it is read."""
    values: dict[object, object] = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        values[TWICE] = next(key for key in keys if keys.count(key) > 1)
    return values


class Fields:
    """The values of one object; `path` leads the keys of a nested one, as in `ready[0].`."""

    __slots__ = ("_path", "_values")

    def __init__(self, values: object, path: str = "") -> None:
        if not isinstance(values, dict):
            raise InvalidField(f"{path.rstrip('.') or 'Raden'} ska vara ett JSON-objekt.")
        if TWICE in values:
            raise InvalidField(f"Nyckeln {path}{values[TWICE]} är angiven två gånger.")
        self._values = values
        self._path = path

    def _read_value(self, key: str) -> object:
        try:
            return self._values[key]
        except KeyError:
            raise InvalidField(f"Nyckeln {self._path}{key} saknas.") from None

    def _refuse_field(self, key: str, wanted: str) -> InvalidField:
        return InvalidField(f"{self._path}{key} ska vara {wanted}.")

    def text(self, key: str) -> str:
        value = self._read_value(key)
        if not isinstance(value, str):
            raise self._refuse_field(key, "text")
        return value

    def flag(self, key: str) -> bool:
        value = self._read_value(key)
        if not isinstance(value, bool):
            raise self._refuse_field(key, "true eller false")
        return value

    def flag_if_given(self, key: str) -> bool:
        """For what the worked cases do not have: a missing key is no."""
        return key in self._values and self.flag(key)

    def word(self, key: str, words: type[Word]) -> Word:
        value = self._read_value(key)
        if isinstance(value, str):
            try:
                return words(value)
            except ValueError:
                pass
        raise self._refuse_field(key, "ett av orden " + ", ".join(words))

    def municipality_or_null(self, key: str) -> str | None:
        value = self._read_value(key)
        if value is None or (isinstance(value, str) and _MUNICIPALITY.fullmatch(value)):
            return value
        raise self._refuse_field(key, "en kommunkod med fyra siffror eller null")

    def day(self, key: str) -> date:
        value = self._read_value(key)
        if isinstance(value, str) and _DAY.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        raise self._refuse_field(key, "ett datum som finns, till exempel 2020-04-01")

    def moment(self, key: str) -> datetime:
        return self._read_moment(key, self._read_value(key))

    def moment_or_null(self, key: str) -> datetime | None:
        value = self._read_value(key)
        return None if value is None else self._read_moment(key, value)

    def moment_if_given(self, key: str) -> datetime | None:
        """For what the worked cases do not have: a missing key is nothing."""
        return self.moment_or_null(key) if key in self._values else None

    def moments(self, key: str) -> tuple[datetime, ...]:
        return tuple(
            [self._read_moment(f"{key}[{number}]", value) for number, value in self._read_items(key)]
        )

    def objects(self, key: str) -> Iterator["Fields"]:
        for number, value in self._read_items(key):
            yield Fields(value, f"{self._path}{key}[{number}].")

    def objects_if_given(self, key: str) -> Iterator["Fields"]:
        """For what the worked cases do not have: a missing key is an empty list."""
        return self.objects(key) if key in self._values else iter(())

    def _read_items(self, key: str) -> Iterator[tuple[int, object]]:
        value = self._read_value(key)
        if not isinstance(value, list):
            raise self._refuse_field(key, "en lista")
        return enumerate(value)

    def _read_moment(self, key: str, value: object) -> datetime:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            # No `with suppress`: it takes longer than all the rest, and a case has ten moments.
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                pass
        raise self._refuse_field(key, "en tid som finns, med tidszon, till exempel 2020-03-09T09:15:00+01:00")
