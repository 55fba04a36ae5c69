"""Accounts made on the command line: the first administrator, and the way back in."""

from pathlib import Path

import pytest

from bot.commands.desk import AccountError, add_account, list_accounts, reset_account
from bot.settings import Settings, load
from tests.desk.browser import PASSWORD


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    values = {"KAERIMICHI_DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    return load(values, tmp_path / "no.env")


async def test_account_is_made_and_listed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await list_accounts(settings)
    await add_account(settings, "Hana", "administrator", (), PASSWORD)
    await add_account(settings, "Lan", "translator", ("vi",), PASSWORD)
    await list_accounts(settings)

    out = capsys.readouterr().out
    assert "There is no account yet" in out
    assert "Made Hana, administrator. Sign in at http://127.0.0.1:8080" in out
    assert "Hana: administrator, no second factor\nLan: translator (vi), no second factor" in out
    assert PASSWORD not in out


@pytest.mark.parametrize(
    ("name", "role", "languages", "password", "said"),
    [
        ("<x>", "editor", (), PASSWORD, "cannot be a name"),
        ("…", "editor", (), PASSWORD, "cannot be a name"),
        ("Lan", "translator", (), PASSWORD, "needs a language"),
        ("Ken", "editor", (), "short", "too easy to guess"),
        ("Ken", "editor", (), "aaaaaaaaaaaaaaa", "too easy to guess"),
        ("HANA", "editor", (), PASSWORD, 'There is an account "HANA" already'),
    ],
)
async def test_what_cannot_be_an_account_is_said(
    settings: Settings, name: str, role: str, languages: tuple[str, ...], password: str, said: str
) -> None:
    await add_account(settings, "Hana", "administrator", (), PASSWORD)

    with pytest.raises(AccountError, match=said):
        await add_account(settings, name, role, languages, password)


async def test_account_gets_a_new_password(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await add_account(settings, "Hana", "administrator", (), PASSWORD)

    await reset_account(settings, "hana", "another horse and battery")

    assert "new password and no second factor" in capsys.readouterr().out
    with pytest.raises(AccountError, match="There is no account"):
        await reset_account(settings, "Nobody", PASSWORD)
