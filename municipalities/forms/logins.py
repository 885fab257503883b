"""Logging in to a local account, and choosing its password and second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm

from municipalities.door import reading
from municipalities.door.forms import DigitsField, Door, TextField
from municipalities.models import User

CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "off",
    "spellcheck": "false",
}
CURRENT = {"autocomplete": "current-password"}


class LocalLoginForm(LoginForm, Door):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        )
        self.fields["login"] = TextField(label="Användarnamn", max_length=150, widget=username)
        password = forms.PasswordInput(CURRENT)
        self.fields["password"] = forms.CharField(label="Lösenord", strip=False, widget=password)


class CodeForm(AuthenticateForm, Door):
    code = DigitsField(
        r"^\S+$",
        label="Kod",
        max_length=20,
        help_text="Sex siffror från appen, eller en av dina reservkoder.",
        widget=forms.TextInput(CODE),
    )


class AppForm(ActivateTOTPForm, Door):
    """The code proves that the app has the secret; it is never in the address, and new each time."""

    code = DigitsField(
        r"^\S+$",
        label="Kod från appen",
        max_length=10,
        help_text="Sex siffror.",
        widget=forms.TextInput(CODE),
    )


class CredentialField(forms.CharField):
    """What a browser says of a key: an object of JSON that lies in few levels."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            found = reading.read_json(super().to_python(value) or "{}")
        except ValueError:
            raise _unreadable_key() from None
        if not isinstance(found, dict):
            raise _unreadable_key()
        return found


def _unreadable_key() -> forms.ValidationError:
    return forms.ValidationError("Nyckeln gick inte att läsa. Försök igen.", code="invalid")


class KeyForm(AuthenticateWebAuthnForm, Door):
    """A passkey as the second step; the package reads what the browser sends as if nobody else could."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unreadable_key() from None


class PasskeyForm(AddWebAuthnForm, Door):
    """`credential` is filled in by static/js/passkeys.js."""

    name = TextField(
        label="Namn på nyckeln",
        max_length=40,
        required=False,
        help_text="Så att du känner igen den, till exempel ”Tjänstedatorn”.",
    )
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unreadable_key() from None
        return cleaned


class PasswordForm(SetPasswordForm, Door):
    """A new password, twice."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password2"].help_text = "Skriv lösenordet en gång till."
        self.fields["new_password1"].help_text = (
            f"Minst {settings.PASSWORD_LENGTH} tecken. Gärna en mening. Inte ett lösenord som är vanligt "
            "eller liknar ditt namn."
        )

    def validate_password_for_user(self, user: User, *args: Any) -> None:
        """What is wrong with the password stands where it was chosen, and not where it was repeated."""
        super().validate_password_for_user(user, "new_password1")


class ChangePasswordForm(PasswordForm):
    """The old one first, so that a forgotten open browser can't be used to take over the account."""

    old_password = forms.CharField(
        label="Nuvarande lösenord", strip=False, widget=forms.PasswordInput(CURRENT)
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError("Det nuvarande lösenordet stämmer inte.")
        return old
