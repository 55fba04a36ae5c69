"""Accounts and drafts on every database: sessions that end, codes and links that work once."""

from datetime import UTC, datetime, timedelta

from bot.storage import accounts, drafts
from bot.storage.database import Database
from bot.storage.desk_models import (
    DeskAccount,
    DeskDraft,
    DeskInvitation,
    DeskReading,
    DeskSession,
    DeskSource,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def account(name: str = "Ken") -> DeskAccount:
    return DeskAccount(
        name=name,
        login=name.lower(),
        password="x",
        role="editor",
        languages=["vi"],
        totp_step=0,
        language="en",
        created_at=NOW,
        disabled=False,
    )


def draft(account_id: int, state: str = drafts.DRAFT) -> DeskDraft:
    return DeskDraft(
        account_id=account_id,
        name="Ken",
        topic="leave/x",
        language="vi",
        state=state,
        base="",
        of="",
        title="T",
        questions=["a", "b"],
        body="B",
        note="",
        source="",
        saved_at=NOW,
    )


def invitation(token: str, topic: str | None = None) -> DeskInvitation:
    return DeskInvitation(
        token=token,
        role="editor",
        languages=["vi"],
        topic=topic,
        created_by="Hana",
        created_at=NOW,
        expires_at=NOW + accounts.INVITED_FOR,
    )


async def test_code_works_once_and_never_backwards(database: Database) -> None:
    async with database.transaction() as session:
        session.add(one := account())
        await session.flush()
        used = [await accounts.use_code(session, one.id, step) for step in (5, 5, 4, 6)]

    assert used == [True, False, False, True]


async def test_session_of_a_closed_account_is_none(database: Database) -> None:
    async with database.transaction() as session:
        session.add(one := account())
        await session.flush()
        session.add(
            DeskSession(token="t", account_id=one.id, created_at=NOW, seen_at=NOW, proven=True)
        )
    async with database.transaction() as session:
        found = await accounts.current(session, "t", NOW + timedelta(hours=1))
        assert found is not None
        assert found[1].languages == ["vi"]
        found[1].disabled = True
    async with database.transaction() as session:
        assert await accounts.current(session, "t", NOW + timedelta(hours=1)) is None


async def test_invitation_is_used_once(database: Database) -> None:
    async with database.transaction() as session:
        session.add(invitation("a"))
    async with database.transaction() as session:
        used = [await accounts.use_invitation(session, "a", NOW) for _ in range(2)]
        late = await accounts.use_invitation(session, "a", NOW + timedelta(days=9))

    assert (used, late) == ([True, False], False)


async def test_failures_are_counted_for_a_while(database: Database) -> None:
    async with database.transaction() as session:
        for _ in range(3):
            await accounts.note_failure(session, ["a", "b"], NOW)
    async with database.transaction() as session:
        counts = [
            await accounts.failures(session, "a", NOW + timedelta(minutes=1)),
            await accounts.failures(session, "a", NOW + accounts.ATTEMPTS_COUNT_FOR),
        ]
        await accounts.forget_failures(session, ["a"])
        left = await accounts.failures(session, "a", NOW)

    assert (counts, left) == ([3, 0], 0)


async def test_what_is_over_expires(database: Database) -> None:
    later = NOW + timedelta(days=60)
    async with database.transaction() as session:
        session.add(one := account())
        session.add(invitation("old", "leave/x"))
        await session.flush()
        session.add(
            DeskSession(token="t", account_id=one.id, created_at=NOW, seen_at=NOW, proven=True)
        )
        session.add(
            DeskReading(invitation="old", place="title", text="T", good=True, remark="", at=NOW)
        )
        session.add(draft(one.id))
        await accounts.note(session, one, "signed in", "", NOW)
    async with database.transaction() as session:
        await accounts.expire(session, later)
        await drafts.expire(session, later + timedelta(days=200))
    async with database.transaction() as session:
        assert await drafts.readings(session, ["old"]) == []
        assert await drafts.review_links(session, "leave/x", "vi") == []
        assert await drafts.of_account(session, one.id) == []
        assert [action.kind for action in await accounts.actions(session)] == ["signed in"]
        assert await accounts.by_login(session, "ken") is not None


async def test_drafts_are_found_by_their_state(database: Database) -> None:
    async with database.transaction() as session:
        session.add(one := account())
        await session.flush()
        for state in (drafts.DRAFT, drafts.WAITING, drafts.PUBLISHED, drafts.REVIEWED):
            session.add(draft(one.id, state))
        session.add(twin := draft(one.id))
        await session.flush()
        assert await drafts.own(session, one.id, "leave/x", "vi") is twin
        await drafts.propose(session, twin.id)
    async with database.transaction() as session:
        assert len(await drafts.of_account(session, one.id)) == 2
        looked_at = [d.state for d in await drafts.to_look_at(session)]
        assert looked_at == ["waiting", "published", "waiting"]
        found = await drafts.of_page(session, "leave/x", "vi")
        assert found[0].questions == ["a", "b"]


async def test_sources_are_found_by_address(database: Database) -> None:
    async with database.transaction() as session:
        for url in ("https://a.test", "https://b.test"):
            session.add(
                DeskSource(
                    url=url, fingerprint="f", seen="f", state="same", reason="", fetched_at=NOW
                )
            )
    async with database.transaction() as session:
        assert set(await drafts.sources(session)) == {"https://a.test", "https://b.test"}
        assert set(await drafts.sources(session, ["https://a.test"])) == {"https://a.test"}
