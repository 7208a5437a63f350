"""People and accounts, for keepers of accounts: first passwords and tokens are shown once and kept nowhere."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.desk import pages
from zhenzhi.kernel.models import Entry
from zhenzhi.org.models import Account, Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SignIn = Callable[[str], Client]


def _secret(response: object) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', pages.text(response))
    assert found
    return found[1]


def test_only_keepers_of_accounts(signed_in: SignIn) -> None:
    for name in ("li", "zhou", "zheng"):
        client = signed_in(name)
        for address in ("/desk/people", "/desk/people/li", "/desk/people/li/set_password"):
            assert client.get(address).status_code == 403
        assert client.post("/desk/people/li/set_password", {"once": "a"}).status_code == 403
    assert signed_in("he").get("/desk/people").status_code == 200


def test_residents_are_found_by_name_only(signed_in: SignIn) -> None:
    client = signed_in("he")
    assert "王强" not in pages.text(client.get("/desk/people"))
    assert "王强" not in pages.text(client.get("/desk/people", {"q": "王"}))
    assert "王强" in pages.text(client.get("/desk/people", {"q": "王强"}))
    assert "李敏" in pages.text(client.get("/desk/people", {"q": "li"}))
    assert "没有找到这个人" in pages.text(client.get("/desk/people", {"q": "<b>"}))


def test_a_first_password_is_shown_once_and_must_be_changed(signed_in: SignIn) -> None:
    client = signed_in("he")
    done = client.post("/desk/people/li/set_password", {"once": "a1"})
    secret = _secret(done)
    account = Account.objects.get(person="li")
    assert account.check_password(secret)
    assert account.must_change
    again = client.post("/desk/people/li/set_password", {"once": "a1"}, follow=True)
    assert "已经办理过" in pages.text(again)
    assert secret not in pages.text(again)
    assert Account.objects.get(person="li").check_password(secret)
    assert secret not in str(list(Entry.objects.filter(act="org.set_password").values_list("params", "changes")))


def test_an_account_is_closed_and_opened_again(signed_in: SignIn) -> None:
    client = signed_in("he")
    missing = client.post("/desk/people/qian/close_account", {"once": "b1"})
    assert missing.status_code == 422
    assert "请填写。" in pages.text(missing)
    client.post("/desk/people/qian/close_account", {"once": "b2", "reason": "调离"})
    assert not Account.objects.get(person="qian").is_active
    stale = client.post("/desk/people/qian/set_password", {"once": "b3"}, follow=True)
    assert "现在不能办理" in pages.text(stale)
    assert client.post("/desk/people/qian/open_account", {"once": "b4", "username": "!"}).status_code == 422
    done = client.post("/desk/people/qian/open_account", {"once": "b5", "username": "qianhai"})
    assert Account.objects.get(username="qianhai", is_active=True).check_password(_secret(done))


def test_a_token_is_shown_once_listed_and_revoked(signed_in: SignIn) -> None:
    client = signed_in("he")
    done = client.post("/desk/people/chen/issue_token", {"once": "c1", "label": "县级数据平台", "days": "30"})
    token = _secret(done)
    assert token.startswith("zz_")
    row = Token.objects.get()
    listed = pages.text(client.get("/desk/people/chen"))
    assert "县级数据平台" in listed
    assert token not in listed
    client.post("/desk/people/chen/revoke_token", {"once": "c2", "digest": bytes(row.digest).hex()})
    assert not Token.objects.exists()
    gone = client.post("/desk/people/chen/revoke_token", {"once": "c3", "digest": "0" * 64})
    assert gone.status_code in (404, 422)


def test_nobody_and_nothing_unknown(signed_in: SignIn) -> None:
    client = signed_in("he")
    for address in ("/desk/people/nobody", "/desk/people/li/found_accounts", "/desk/people/li/x"):
        assert client.get(address).status_code == 404


def test_few_statements(signed_in: SignIn) -> None:
    client = signed_in("he")
    for address in ("/desk/people", "/desk/people?q=王强", "/desk/people/li", "/desk/people/li/set_password"):
        assert pages.statements(client, address) <= pages.MOST_STATEMENTS
