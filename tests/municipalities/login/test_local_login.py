"""A local account: password and second factor, what is refused, and what a stranger learns (nothing)."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from time_machine import TimeMachineFixture

from municipalities import actions
from municipalities.models import LoginEvent, User
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


def text(answer: Any) -> str:
    """The page without what differs each time: tokens, and what was typed."""
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page)
    return re.sub(r'value="[^"]*"', "", page)


class TestTwoSteps:
    def test_password_and_code(self, client: Client) -> None:
        account = LocalAccount()
        assert account.give_password(client).headers["Location"] == SECOND
        assert "_auth_user_id" not in client.session
        assert client.get("/arbetslista/").headers["Location"].startswith("/logga-in/")
        answer = client.post(SECOND, {"code": code_of(account.secret)})
        assert answer.headers["Location"] == "/enhet/", "somatik works at two units"
        assert client.session["way"] == "password"
        assert "login" in event_kinds(account.user)

    def test_the_session_gets_a_new_key_and_the_forms_a_new_token(self, client: Client) -> None:
        account = LocalAccount()
        client.get(LOCAL)
        account.give_password(client)
        before, token = client.session.session_key, client.cookies["csrf"].value
        client.post(SECOND, {"code": code_of(account.secret)})
        assert client.session.session_key != before
        assert client.cookies["csrf"].value != token

    def test_one_goes_on_to_where_one_was_going(self, client: Client) -> None:
        account = LocalAccount("psykiatri")
        page = client.get(LOCAL, {"next": "/arbetslista/?lista=nya"}).content.decode()
        assert 'name="next" value="/arbetslista/?lista=nya"' in page
        account.give_password(client, next="/arbetslista/?lista=nya")
        answer = client.post(SECOND, {"code": code_of(account.secret)})
        assert answer.headers["Location"] == "/arbetslista/?lista=nya"

    def test_a_recovery_code_is_good_once(self, client: Client) -> None:
        account = LocalAccount()
        account.give_password(client)
        assert client.post(SECOND, {"code": account.codes[3]}).status_code == 302
        second = Client()
        account.give_password(second)
        assert "Koden stämmer inte" in second.post(SECOND, {"code": account.codes[3]}).content.decode()

    def test_a_code_from_the_app_is_good_once(self, client: Client) -> None:
        account = LocalAccount()
        code = code_of(account.secret)
        account.give_password(client)
        assert client.post(SECOND, {"code": code}).status_code == 302
        second = Client()
        account.give_password(second)
        assert "Koden stämmer inte" in second.post(SECOND, {"code": code}).content.decode()
        assert "_auth_user_id" not in second.session

    @pytest.mark.parametrize(("steps", "is_right"), [(-1, False), (0, True), (1, False)])
    def test_a_code_is_good_for_its_own_half_minute(self, client: Client, steps: int, is_right: bool) -> None:
        account = LocalAccount()
        account.give_password(client)
        answer = client.post(SECOND, {"code": code_of(account.secret, steps)})
        assert (answer.status_code == 302) == is_right

    def test_the_second_step_alone_is_no_way_in(self, client: Client) -> None:
        LocalAccount()
        assert client.get(SECOND).headers["Location"] == LOCAL

    def test_one_may_break_off_and_begin_again(self, client: Client) -> None:
        account = LocalAccount()
        account.give_password(client)
        assert client.get(LOCAL).headers["Location"] == SECOND
        client.post("/logga-ut/")
        assert client.get(LOCAL).status_code == 200

    def test_the_first_step_is_worth_ten_minutes(self, client: Client, settings: Settings) -> None:
        account = LocalAccount()
        account.give_password(client)
        settings.ACCOUNT_LOGIN_TIMEOUT = -1
        assert client.post(SECOND, {"code": code_of(account.secret)}).headers["Location"] == LOCAL

    def test_a_password_without_a_second_factor_opens_nothing(self, client: Client) -> None:
        user = User.objects.get(username="somatik")
        actions.choose_password(user=user, password=PASSWORD)
        answer = client.post(LOCAL, {"login": "somatik", "password": PASSWORD})
        assert answer.status_code == 403
        assert "saknar ett andra steg" in answer.content.decode()
        assert "_auth_user_id" not in client.session
        assert client.get(SECOND).headers["Location"] == LOCAL

    def test_after_a_change_of_the_secret_key_no_code_is_right(
        self, client: Client, settings: Settings
    ) -> None:
        account = LocalAccount()
        settings.SECRET_KEY = "another key"
        account.give_password(client)
        answer = client.post(SECOND, {"code": code_of(account.secret)})
        assert "Koden stämmer inte" in answer.content.decode()

    def test_secrets_lie_sealed(self) -> None:
        account = LocalAccount()
        stored = [row.data for row in factors(account.user).all()]
        assert len(stored) == 2
        assert account.secret not in str(stored)


class Counted(BasePasswordHasher):
    """Counts how often a password is hashed, which is what a login costs."""

    algorithm = "counted"
    hashed = 0

    def salt(self) -> str:
        return "salt"

    def encode(self, password: str, salt: str) -> str:
        Counted.hashed += 1
        return f"counted${salt}${password[::-1]}"

    def decode(self, encoded: str) -> dict[str, str]:
        _, salt, digest = encoded.split("$", 2)
        return {"algorithm": self.algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        return self.encode(password, self.decode(encoded)["salt"]) == encoded

    def must_update(self, encoded: str) -> bool:
        return False

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {}

    def harden_runtime(self, password: str, encoded: str) -> None:
        return None


class TestEnumeration:
    @pytest.mark.parametrize("username", ["ingen alls", "psykiatri"])
    def test_who_there_is_can_not_be_told(self, client: Client, settings: Settings, username: str) -> None:
        """Unknown, or without a password: the same page and the same work as for a wrong password."""
        settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
        User.objects.filter(username="psykiatri").update(password="!none")
        LocalAccount()
        answers = []
        for name in ("somatik", username):
            before = Counted.hashed
            page = text(Client().post(LOCAL, {"login": name, "password": "fel lösenord alltså"}))
            answers.append((page, Counted.hashed - before))
        assert answers[0] == answers[1]
        assert answers[0][1] == 1
        assert "Fel användarnamn eller lösenord" in answers[0][0]

    @pytest.mark.django_db(transaction=True)
    def test_an_ended_account_is_as_if_unknown(
        self, client: Client, admin_connection: psycopg.Connection
    ) -> None:
        account = LocalAccount()
        admin_connection.execute(
            "UPDATE municipalities_user SET is_active = false WHERE username = 'somatik'"
        )
        assert "Fel användarnamn" in account.give_password(client).content.decode()

    def test_what_was_typed_as_a_name_is_written_nowhere(self, client: Client) -> None:
        client.post(LOCAL, {"login": "mitt hemliga lösenord", "password": "x"})
        event = LoginEvent.objects.latest("at")
        assert (event.kind, event.user_id, event.detail) == ("refused", None, "fel uppgifter")
        assert event.address == "127.0.0.1"


class TestRateLimits:
    def test_five_wrong_passwords_for_an_account_and_then_not_even_the_right_one(
        self, client: Client
    ) -> None:
        account = LocalAccount()
        for _ in range(5):
            assert "Fel användarnamn" in account.give_password(client, "fel").content.decode()
        answer = account.give_password(Client(), PASSWORD)
        assert "För många misslyckade försök" in answer.content.decode()
        assert LoginEvent.objects.filter(user_id=account.user.pk, detail="för många försök").count() == 1

    def test_h8_nobody_is_kept_out_by_somebody_elses_guesses(self) -> None:
        """Fault H8: five wrong guesses every five minutes, by anybody anywhere, kept an account locked."""
        account, stranger = LocalAccount(), Client(REMOTE_ADDR="192.0.2.1")
        for _ in range(7):
            account.give_password(stranger, "fel")
        assert "För många misslyckade försök" in account.give_password(stranger, PASSWORD).text
        holder = Client(REMOTE_ADDR="192.0.2.2")
        assert account.give_password(holder).headers["Location"] == SECOND

    def test_h8_the_holder_is_told_of_anothers_guesses_and_not_of_the_own(self) -> None:
        account, holder = LocalAccount(), Client(REMOTE_ADDR="192.0.2.2")
        account.give_password(holder, "fel")
        account.log_in(holder)
        assert "Fel lösenord har skrivits" not in holder.get("/inloggning/").text
        for address in ("192.0.2.1", "192.0.2.3"):
            account.give_password(Client(REMOTE_ADDR=address), "fel")
        holder.post("/logga-ut/")
        account.log_in_by_recovery_code(holder)
        page = holder.get("/inloggning/").text
        assert "Fel lösenord har skrivits för ditt konto 2 gånger från en annan plats" in page
        holder.post("/logga-ut/")
        account.log_in_by_recovery_code(holder)
        assert "Fel lösenord har skrivits" not in holder.get("/inloggning/").text

    def test_other_accounts_are_not_hurt_by_that(self, client: Client) -> None:
        account, other = LocalAccount(), LocalAccount("psykiatri")
        for _ in range(6):
            account.give_password(client, "fel")
        assert other.give_password(client).headers["Location"] == SECOND

    def test_an_address_gets_thirty_wrong_ones_over_many_accounts(self, client: Client) -> None:
        for number in range(30):
            client.post(LOCAL, {"login": f"gissad{number}", "password": "fel"})
        answer = client.post(LOCAL, {"login": "en till", "password": "fel"})
        assert "För många misslyckade försök" in answer.content.decode()

    def test_and_sixty_attempts_of_any_kind_a_minute(self, client: Client, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
        statuses = [client.post(LOCAL, {"login": "", "password": ""}).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]

    def test_five_wrong_codes_too(self, client: Client) -> None:
        account = LocalAccount()
        account.give_password(client)
        for _ in range(5):
            client.post(SECOND, {"code": "000000"})
        answer = client.post(SECOND, {"code": code_of(account.secret)})
        assert "För många misslyckade försök" in answer.content.decode()


def test_production_hashes_with_argon2() -> None:
    from vardovergang.settings import PASSWORD_HASHERS

    assert PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert Argon2PasswordHasher().encode("x", "salt" * 4).startswith("argon2$argon2id$")


DEEP = ["[" * 50_000, '{"a":' * 5_000]
KEYS = [*DEEP, "{}", "[]", "1", "null", '"x"', '{"id": "\\u0000", "response": {}}', "\0", "9" * 9_000]


@pytest.mark.django_db(databases=["default", "access_log"])
def test_h10_a_key_that_is_none_is_no_second_step(client: Client) -> None:
    """Whatever stands in the place of what a browser says of a key."""
    account = LocalAccount("psykiatri")
    account.give_password(client)
    for key in KEYS:
        answer = client.post(SECOND, {"credential": key})
        assert answer.status_code == 200, key[:40]
    account.log_in(client)
    for key in KEYS:
        assert client.post("/inloggning/nyckel/", {"credential": key, "name": "N\0"}).status_code == 200, key[
            :40
        ]
