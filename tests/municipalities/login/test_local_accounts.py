"""A local account's life: invitation, password, second factors, recovery codes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from time_machine import TimeMachineFixture

from municipalities import actions
from municipalities.forms.logins import PasswordForm
from municipalities.models import User
from tests.factories.local_accounts import (
    LOCAL,
    PASSWORD,
    SECOND,
    LocalAccount,
    code_of,
    event_kinds,
    factors,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _time_stands_still(time_machine: TimeMachineFixture) -> None:
    """A code is worth half a minute; no test is to happen on the border between two."""
    time_machine.move_to(timezone.now(), tick=False)


def secret_on(page: str) -> str:
    """What an app for codes is to be told."""
    [secret] = re.findall(r'class="secret">(\w+)<', page)
    return secret


class TestInvitation:
    def accept_password(self, client: Client, path: str, password: str = PASSWORD) -> Any:
        assert client.get(path).headers["Location"] == "/inbjudan/losenord/"
        typed = {"new_password1": password, "new_password2": password}
        return client.post("/inbjudan/losenord/", typed)

    def test_the_whole_way(self, client: Client) -> None:
        user = User.objects.get(username="somatik")
        path = actions.invite(user=user, by=None)
        assert self.accept_password(client, path).headers["Location"] == "/inbjudan/andra-steg/"
        page = client.get("/inbjudan/andra-steg/app/").content.decode()
        secret = secret_on(page)
        user.refresh_from_db()
        assert not user.has_usable_password(), "nothing is written until both are chosen"
        answer = client.post("/inbjudan/andra-steg/app/", {"code": code_of(secret)})
        codes = re.findall(r'class="secret">(\d{8})<', answer.content.decode())
        assert len(codes) == 10
        assert event_kinds(user) == ["invited", "password", "factor_added", "codes"]
        assert client.get(path).status_code == 302
        assert client.get("/inbjudan/losenord/").status_code == 403, "the link is used"
        client.post(LOCAL, {"login": "somatik", "password": PASSWORD})
        assert client.post(SECOND, {"code": codes[0]}).status_code == 302

    def test_h9_an_invitation_is_answered_once(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Fault H9: of two who answer at the same moment both got codes, and the second's factor was gone."""
        user = User.objects.get(username="somatik")
        path = actions.invite(user=user, by=None)
        self.accept_password(client, path)
        page = client.get("/inbjudan/andra-steg/app/").text
        secret = secret_on(page)
        accept = actions.accept_invitation

        def accept_after_somebody_else(**given: Any) -> list[str]:
            with monkeypatch.context() as nobody:
                nobody.setattr(actions, "accept_invitation", accept)
                LocalAccount()
            return accept(**given)

        monkeypatch.setattr(actions, "accept_invitation", accept_after_somebody_else)
        answer = client.post("/inbjudan/andra-steg/app/", {"code": code_of(secret)})
        assert answer.status_code == 403
        assert "har just besvarats i ett annat fönster" in answer.text
        assert event_kinds(user) == ["invited", "password", "factor_added", "codes"]

    def test_a_wrong_code_loses_neither_password_nor_secret(self, client: Client) -> None:
        path = actions.invite(user=User.objects.get(username="somatik"), by=None)
        self.accept_password(client, path)
        page = client.get("/inbjudan/andra-steg/app/").content.decode()
        again = client.post("/inbjudan/andra-steg/app/", {"code": "000000"}).content.decode()
        assert secret_on(page) == secret_on(again)
        assert "Koden stämmer inte" in again

    @pytest.mark.parametrize(
        "password", ["kort", "elva tecken", "qwertyuiop123", "Danderyd-sommar-2026", "1234567890123456"]
    )
    def test_a_weak_password_is_refused_at_the_field(self, client: Client, password: str) -> None:
        """Too short, too common, or what people here would guess."""
        path = actions.invite(user=User.objects.get(username="somatik"), by=None)
        answer = self.accept_password(client, path, password)
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == {"new_password1"}
        assert "Minst 12 tecken." in answer.text

    def test_a_new_invitation_takes_away_what_there_was(self, client: Client) -> None:
        account = LocalAccount()
        account.log_in(client)
        first = actions.invite(user=account.user, by=None)
        second = actions.invite(user=account.user, by=None)
        assert client.get("/inloggning/").status_code == 302, "logged out"
        assert "Fel användarnamn" in account.give_password(Client()).content.decode()
        assert not factors(account.user).exists()
        stranger = Client()
        stranger.get(first)
        assert stranger.get("/inbjudan/losenord/").status_code == 403, "only the newest counts"
        stranger.get(second)
        assert stranger.get("/inbjudan/losenord/").status_code == 200

    @pytest.mark.parametrize("path", ["/inbjudan/1/abc-def/", "/inbjudan/99999/abc-def/"])
    def test_made_up_links_open_nothing(self, client: Client, path: str) -> None:
        client.get(path)
        answer = client.get("/inbjudan/losenord/")
        assert answer.status_code == 403
        assert "gäller inte längre" in answer.content.decode()

    def test_a_link_lives_two_days(self, client: Client, settings: Settings) -> None:
        path = actions.invite(user=User.objects.get(username="somatik"), by=None)
        settings.PASSWORD_RESET_TIMEOUT = -1
        client.get(path)
        assert client.get("/inbjudan/losenord/").status_code == 403

    def test_the_second_factor_comes_after_the_password(self, client: Client) -> None:
        client.get(actions.invite(user=User.objects.get(username="somatik"), by=None))
        for address in ("/inbjudan/andra-steg/", "/inbjudan/andra-steg/app/", "/inbjudan/andra-steg/nyckel/"):
            assert client.get(address).headers["Location"] == "/inbjudan/losenord/"

    def test_an_ended_account_is_not_invited(self) -> None:
        user = User.objects.get(username="somatik")
        user.is_active = False
        with pytest.raises(actions.Refused, match="avslutat"):
            actions.invite(user=user, by=None)


class TestAccount:
    def test_password_change_asks_for_the_old_one_and_ends_other_sessions(self, client: Client) -> None:
        account, elsewhere = LocalAccount(), Client()
        account.log_in_by_recovery_code(elsewhere)
        account.log_in(client)
        new = "en annan lång mening"
        typed = {"new_password1": new, "new_password2": new}
        wrong = client.post("/inloggning/losenord/", {**typed, "old_password": "fel"})
        assert "Det nuvarande lösenordet stämmer inte" in wrong.content.decode()
        client.post("/inloggning/losenord/", {**typed, "old_password": PASSWORD})
        assert client.get("/inloggning/").status_code == 200
        assert elsewhere.get("/inloggning/").status_code == 302
        assert account.give_password(Client(), new).headers["Location"] == SECOND

    def test_the_last_second_factor_stays(self, client: Client) -> None:
        account = LocalAccount()
        account.log_in(client)
        (factor,) = factors(account.user).filter(type="totp")
        answer = client.post(f"/inloggning/andra-steg/{factor.pk}/ta-bort/", follow=True)
        assert "ditt enda andra steg" in answer.content.decode()
        assert factors(account.user).filter(type="totp").exists()

    def test_nobody_removes_another_users_factor(self, client: Client) -> None:
        account, other = LocalAccount(), LocalAccount("psykiatri")
        account.log_in(client)
        (factor,) = factors(other.user).filter(type="totp")
        client.post(f"/inloggning/andra-steg/{factor.pk}/ta-bort/")
        assert factors(other.user).filter(type="totp").exists()

    def test_a_new_app_takes_the_old_ones_place(
        self, client: Client, time_machine: TimeMachineFixture
    ) -> None:
        account = LocalAccount()
        account.log_in(client)
        page = client.get("/inloggning/app/").content.decode()
        secret = secret_on(page)
        assert client.post("/inloggning/app/", {"code": code_of(secret)}).status_code == 302
        assert factors(account.user).filter(type="totp").count() == 1
        time_machine.shift(30)
        second = Client()
        account.give_password(second)
        assert second.post(SECOND, {"code": code_of(account.secret)}).status_code == 200
        assert second.post(SECOND, {"code": code_of(secret)}).status_code == 302

    def test_new_recovery_codes_are_shown_once_and_end_the_old_ones(self, client: Client) -> None:
        account = LocalAccount()
        account.log_in(client)
        page = client.post("/inloggning/reservkoder/")
        assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
        codes = re.findall(r'class="secret">(\d{8})<', page.content.decode())
        assert len(set(codes)) == 10
        assert not set(codes) & set(account.codes)
        assert "10 reservkoder kvar" in client.get("/inloggning/").content.decode()
        second = Client()
        account.give_password(second)
        assert second.post(SECOND, {"code": account.codes[0]}).status_code == 200

    @pytest.mark.parametrize("address", ["losenord", "app", "nyckel"])
    def test_changes_ask_for_a_recent_login(self, client: Client, address: str) -> None:
        LocalAccount().log_in(client)
        session = client.session
        session["began"] -= 11 * 60
        session.save()
        answer = client.get(f"/inloggning/{address}/")
        assert answer.status_code == 403
        assert f'name="next" value="/inloggning/{address}/"' in answer.content.decode()

    def test_who_comes_by_an_identity_service_has_nothing_to_change_here(self, client: Client) -> None:
        client.force_login(User.objects.get(username="psykiatri"))
        assert client.get("/inloggning/losenord/").headers["Location"] == "/inloggning/"
        assert "identitetstjänst" in client.get("/inloggning/").content.decode()


class TestPasswords:
    @pytest.mark.parametrize("password", [" två mellanslag före ", "ljung" * 20, "snömos 雪 ❄ på gatan"])
    def test_any_signs_and_any_length_as_typed(self, client: Client, password: str) -> None:
        account = LocalAccount()
        form = PasswordForm(account.user, {"new_password1": password, "new_password2": password})
        assert form.is_valid(), form.errors
        actions.choose_password(user=account.user, password=password)
        assert account.give_password(Client(), password.strip() + "x").status_code == 200
        assert account.give_password(client, password).headers["Location"] == SECOND
