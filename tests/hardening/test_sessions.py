"""Sessions: nobody plants one, none outlives a password, and leaving ends it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

LOGIN = "/admin/login/"
SIGNED_IN = {"username": "anna", "password": "boat"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", password="boat", is_staff=True)


def entered(browser: Client) -> Client:
    """Log in with the form."""
    assert browser.post(LOGIN, SIGNED_IN).status_code == 302
    return browser


def test_a_session_that_somebody_planted_is_not_the_one_of_who_logs_in(anna: User, client: Client) -> None:
    planted = Client().session
    planted["of"] = "the attacker"
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    entered(client)
    assert client.cookies["sessionid"].value != planted.session_key
    attacker = Client()
    attacker.cookies["sessionid"] = str(planted.session_key)
    assert attacker.get("/admin/").status_code == 302


def test_a_session_s_name_that_somebody_made_up_is_not_taken(anna: User, client: Client) -> None:
    client.cookies["sessionid"] = "a" * 32
    entered(client)
    assert client.cookies["sessionid"].value != "a" * 32


def test_the_token_of_forms_is_another_one_after_logging_in(anna: User, client: Client) -> None:
    client.get(LOGIN)
    before = client.cookies["csrftoken"].value
    assert entered(client).cookies["csrftoken"].value != before


def test_a_new_password_ends_all_other_sessions(anna: User) -> None:
    here, elsewhere = entered(Client()), entered(Client())
    new = {"old_password": "boat", "new_password1": "harbour-at-dawn", "new_password2": "harbour-at-dawn"}
    assert here.post("/admin/password_change/", new).status_code == 302
    assert [browser.get("/admin/").status_code for browser in (here, elsewhere)] == [200, 302]


def test_logging_out_ends_a_session_on_the_server(anna: User, client: Client) -> None:
    stolen = entered(client).cookies["sessionid"].value
    client.post("/admin/logout/")
    assert not Session.objects.filter(session_key=stolen).exists()
    client.cookies["sessionid"] = stolen
    assert client.get("/admin/").status_code == 302


def test_who_is_no_longer_active_is_out_at_once(anna: User, client: Client) -> None:
    entered(client)
    User.objects.update(is_active=False)
    assert client.get("/admin/").status_code == 302
