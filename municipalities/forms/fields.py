"""Form fields of settings and people, with what is said when something is missing or can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict

from municipalities.door import texts
from municipalities.door.forms import CodeField, Form, NameField, TextField
from municipalities.door.limits import TELEPHONE
from municipalities.forms.days import DayField
from municipalities.refusal import Refused

MISSING = "Fyll i uppgiften."
#: An amount in whole kronor: thousands apart or with points, "kr", "kronor", ":-", no öre but 00.
_KRONOR = re.compile(r"(-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+))(?:[,.:]00)?(?:kr|kronor|sek|:-|,-)?\.?")
CHOOSE = "Välj ett av alternativen."


class SettingsForm(Form):
    """A form that is looked at once more before it is saved.

    The browser must not stop it (`required`): it would do so in its own language and way.
    """

    use_required_attribute = False
    #: Fields that share a line.
    half: frozenset[str] = frozenset()
    #: Questions answered by a tick, which stand together under a heading of their own.
    ticks: tuple[str, ...] = ()
    ticks_legend = ticks_help = ""

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.sent = data or QueryDict()

    def refuse(self, refused: Refused) -> None:
        """Show what was refused, at its fields or above them all."""
        if not refused.problems:
            self.add_error(None, refused.message)
        for name, text in refused.problems.items():
            self.add_error(name if name in self.fields else None, text)

    def typed(self) -> list[tuple[str, str]]:
        """What was sent, for the hidden fields of the page where it is looked at."""
        return [(name, value) for name in self.fields for value in self.sent.getlist(name)]

    def shown(self) -> Iterator[tuple[BoundField, bool]]:
        """Each field, and whether it shares its line; of the ticks the first, for all of them."""
        for bound in self:
            if bound.name not in self.ticks[1:]:
                yield bound, bound.name in self.half

    def ticked(self) -> Iterator[BoundField]:
        return (self[name] for name in self.ticks)


def choose_among(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Which rows a field offers, where that is known only when the form is made."""
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError("rows are offered by a ModelChoiceField")
    field.queryset = rows


def leave_unmarked(field: forms.Field, where: object = True) -> None:
    """Without "(frivilligt)" (`form_field`): the field's own words say when it may be left empty."""
    field.unmarked = bool(where)  # type: ignore[attr-defined]


def text(label: str, longest: int, help_text: str = "", *, required: bool = True) -> TextField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return TextField(
        label=label,
        max_length=longest,
        help_text=help_text,
        required=required,
        error_messages={"required": MISSING},
        widget=widget,
    )


def name(label: str, longest: int, *, required: bool = True) -> NameField:
    return NameField(
        label=label,
        max_length=longest,
        required=required,
        error_messages={"required": MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def phone(label: str, longest: int, help_text: str = "") -> CodeField:
    """A telephone number as people write it: digits, and what stands between them."""
    return CodeField(
        label=label,
        validators=[RegexValidator(f"^{TELEPHONE}$", "Skriv ett telefonnummer, till exempel 08-123 456 00.")],
        max_length=longest,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


class WholeNumberField(forms.IntegerField):
    """A whole number as people type and paste it: with spaces of any width between thousands."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class KronorField(WholeNumberField):
    """Whole kronor, as pages print them and people paste them: "12 900 kr", "12900:-", "12 900,00"."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_kronor(value) if isinstance(value, str) else value)


def plain_number(text: str) -> str:
    """The digits of a number, without the spaces between them; a minus or plus stays."""
    return texts.compact(text)


def plain_kronor(text: str) -> str:
    """The digits of an amount in kronor; what is no such amount is left as it was."""
    found = _KRONOR.fullmatch(texts.compact(text).casefold())
    return found[1].replace(".", "") if found else texts.compact(text)


def number(
    label: str, least: int, most: int, help_text: str = "", *, required: bool = True
) -> forms.IntegerField:
    between = f"Skriv ett heltal från {least} till {most}."
    return WholeNumberField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        required=required,
        error_messages={"required": MISSING, **dict.fromkeys(("invalid", "min_value", "max_value"), between)},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def kronor(label: str, least: int, most: int, help_text: str = "", *, required: bool = True) -> KronorField:
    highest = f"{most:,}".replace(",", "\u00a0")
    between = f"Skriv ett heltal från {least} till {highest} kronor."
    return KronorField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        required=required,
        error_messages={"required": MISSING, **dict.fromkeys(("invalid", "min_value", "max_value"), between)},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def day(label: str, help_text: str = "", *, required: bool = True) -> DayField:
    found = DayField(
        label=label, required=required, help_text=help_text, error_messages={"required": MISSING}
    )
    leave_unmarked(found, help_text)
    return found


def choice(
    label: str, choices: Sequence[tuple[str, str]], help_text: str = "", *, required: bool = True
) -> forms.ChoiceField:
    found = forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=help_text,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE),
        widget=forms.RadioSelect,
    )
    leave_unmarked(found, help_text)
    return found
