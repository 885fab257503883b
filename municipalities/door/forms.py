"""What every form inherits, so that a field which nobody has thought of is read through the door too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from municipalities.door import texts
from municipalities.door.middleware import let_in_query


def let_in_form(data: Any) -> Any:
    """A form's data, let in."""
    return let_in_query(data) if isinstance(data, MultiValueDict) else texts.let_in_all(data)


class Door(forms.BaseForm):
    """Reads what was typed through the door, and refuses at its field what could not be read.

    What was typed stays in the form, the unreadable shown as \ufffd.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what the form beside it takes."""
        super().__init__(*args, **options)

    def full_clean(self) -> None:
        if not self.is_bound:
            super().full_clean()
            return
        self.data = let_in_form(self.data)
        super().full_clean()
        for name in self.fields:
            if texts.is_unreadable(self[name].data):
                self.errors.pop(name, None)
                self.add_error(None if self.fields[name].widget.is_hidden else name, texts.REFUSAL)


class Form(Door, forms.Form):
    """A form of ours."""


class Uncut(forms.CharField):
    """The browser cuts nothing off a paste, and stops no form in its own language: what is wrong is said.

    The length is that of what the field has read, without the spaces around it.
    """

    default_error_messages = {
        "max_length": "Högst %(limit_value)d tecken. Texten har %(show_value)d.",
        "min_length": "Skriv minst %(limit_value)d tecken.",
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return {name: value for name, value in attrs.items() if name not in ("maxlength", "minlength")}


class TextField(Uncut):
    """Any text."""


class EmailField(Uncut, forms.EmailField):
    """An e-mail address."""


class NameField(Uncut):
    """A name, on one line: with something visible in it where it is required."""

    def to_python(self, value: Any) -> str:
        return texts.name(super().to_python(value) or "")


class CodeField(Uncut):
    """A code, a telephone number or another text of plain signs, as people paste it."""

    def to_python(self, value: Any) -> str:
        return texts.code(super().to_python(value) or "")


class LinkField(Uncut):
    """A web address, as it is pasted: a line break in it is no part of it."""

    def to_python(self, value: Any) -> str:
        return texts.address(super().to_python(value) or "")


class CompactField(Uncut, forms.RegexField):
    """The same without spaces, of a given form: an HSA-id, a reference."""

    def to_python(self, value: Any) -> str:
        return texts.compact(super().to_python(value) or "")


class DigitsField(Uncut, forms.RegexField):
    """The same without dashes too: a postal code, a code from an app."""

    def to_python(self, value: Any) -> str:
        return texts.digits(super().to_python(value) or "")


def postal_code(label: str = "Postnummer") -> DigitsField:
    """A whole postal code, or none."""
    return DigitsField(
        "^[0-9]{5}$",
        label=label,
        required=False,
        error_messages={"invalid": "Skriv postnumret med fem siffror."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
