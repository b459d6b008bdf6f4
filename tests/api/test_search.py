"""`q` finds invoices by any part of their number, reference, memo and payer's name, among those that one may see."""

from typing import Any

import pytest

from models import database, ids
from models.billing import search
from tests.api.people import Person, Shop


async def found(person: Person, q: str, **more: str) -> list[str]:
    """The memos of what is found, the newest first."""
    answer = await person.http.get(
        "/v1/invoices", params={"q": q, **more}, headers={"authorization": f"Bearer {person.token}"}
    )
    assert answer.status_code == 200, answer.text
    return [invoice["memo"] for invoice in answer.json()["data"]]


async def test_every_part_of_every_text_is_found(shop: Shop) -> None:
    await database.execute(
        "UPDATE payers SET name = 'Żółw & Müller 田中' WHERE id = $1", ids.decode("payer", shop.payer["id"])
    )
    issued = await shop.issue(memo="The garden, 100% done_well \\ as said")
    number, reference = issued["number"], issued["reference"]
    texts = ["INV-", number, number[4:12], number.lower(), reference, reference[5:], "garden", "GARDEN, 100%"]
    texts += ["done_well \\ as", "Müller", "müLLER", "żółw", "ŻÓŁ", "田中", "ller 田"]
    for text in texts:
        assert await found(shop.owner, text) == [issued["memo"]], text
    for text in ("gardens", "100_", "done%well", "doneXwell", "well \\\\ as", "Muller", "田田", "INV-2026-9"):
        assert await found(shop.owner, text) == [], text
    # The numbers of a letter's bytes are none of its texts.
    assert await found(shop.owner, "303") == []
    assert await found(shop.owner, "274") == []


async def test_a_reference_is_found_as_the_document_prints_it(shop: Shop) -> None:
    reference = (await shop.issue(memo="Orangery"))["reference"]
    await shop.draft(memo="RF is short for reference, RF12-A too, and RF12 garden")
    groups = " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))
    assert groups != reference
    for text in (groups, groups.lower(), f"  {groups}\t", groups[:9], groups.replace(" ", "\u00a0"), f" {reference} "):
        assert await found(shop.owner, text) == ["Orangery"], text
    # What is no reference keeps its blanks, but for those around it.
    assert await found(shop.owner, "oran gery") == []
    assert await found(shop.owner, "  orangery ") == ["Orangery"]
    assert len(await found(shop.owner, " RF is short ")) == len(await found(shop.owner, "rf12-a too")) == 1
    assert len(await found(shop.owner, "rf12 garden")) == 1
    assert await found(shop.owner, "RF12-Atoo") == []


async def test_of_a_number_all_is_compared_though_only_its_digits_are_looked_up(shop: Shop) -> None:
    memos = ["Order A-00123456", "Order B-00123456", "Order A-001234567", "123456 and 678901", "Größe123456"]
    memos += ["O-2026-123456/7", "O-2025-123456/7", "O_123456", "O-123456-X", "Order A-012345"]
    for memo in memos:
        await shop.draft(memo=memo)
    assert await found(shop.owner, "o-2026-123456/7") == ["O-2026-123456/7"]
    assert await found(shop.owner, "5-123456/7") == ["O-2025-123456/7"]
    assert await found(shop.owner, "o_123456") == ["O_123456"]
    assert await found(shop.owner, "-123456-x") == ["O-123456-X"]
    assert await found(shop.owner, "a-00123456") == ["Order A-001234567", "Order A-00123456"]
    assert await found(shop.owner, "B-00123456") == ["Order B-00123456"]
    assert await found(shop.owner, "A-0000123456") == await found(shop.owner, "123456%") == []
    assert await found(shop.owner, "123456 AND 678901") == ["123456 and 678901"]
    assert await found(shop.owner, "678901 and 123456") == []
    assert await found(shop.owner, "größe123456") == ["Größe123456"]
    assert await found(shop.owner, "012345") == [memo for memo in reversed(memos) if "012345" in memo]
    assert await found(shop.owner, "1234567") == ["Order A-001234567"]
    assert await found(shop.owner, "678901 123456") == []
    digits = r"""six_digits(texts) @> '{"\\x313233343536"}'::bytea[]"""
    plans = {"O-2026-123456": digits, "A-12345": "searchable(texts) ~~ '%a-12345%'::text"}
    async with database.transaction():
        # The table is too small for an index otherwise.
        await database.execute("SET LOCAL enable_seqscan = off")
        for given, condition in plans.items():
            function = search.function_for(given)
            lines = await database.fetch(f"EXPLAIN SELECT FROM invoice_texts WHERE {function}(texts, '{given}')")
            plan = [str(line["QUERY PLAN"]).strip() for line in lines]
            assert f"Index Cond: ({condition})" in " ".join(plan), plan


def test_a_month_that_all_numbers_have_is_not_what_one_is_looked_up_by() -> None:
    for text in ("INV-202611-00017", "20261130-12", "202611", "paid 19990101"):
        assert search.function_for(text) == "holds", text
    for text in ("INV-2026-000017", "2026110", "202613", "INV202611017", "202611-123456"):
        assert search.function_for(text) == "holds_digits", text


async def test_a_draft_is_found_by_its_memo_and_by_its_number_once_it_has_one(shop: Shop) -> None:
    draft = await shop.draft(memo="Orangery")
    assert await found(shop.owner, "orange") == ["Orangery"]
    assert await found(shop.owner, "grace") == []
    await shop.owner.patch(f"/v1/invoices/{draft['id']}", {"memo": "Greenhouse"})
    assert await found(shop.owner, "orange") == []
    await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")
    assert await found(shop.owner, "GRACE") == await found(shop.owner, "-0000") == ["Greenhouse"]


async def test_it_goes_with_other_filters_and_pages(shop: Shop) -> None:
    for number in range(5):
        await shop.draft(memo=f"Orangery {number}")
    await shop.issue(memo="Orangery, issued")
    assert await found(shop.owner, "orangery", status="open") == ["Orangery, issued"]
    first = await shop.owner.read("/v1/invoices?q=orangery&limit=4")
    rest = await shop.owner.read(f"/v1/invoices?q=orangery&limit=4&after={first['next_cursor']}")
    assert [len(page["data"]) for page in (first, rest)] == [4, 2]
    assert (first["has_more"], rest["has_more"]) == (True, False)


async def test_everybody_finds_only_what_they_see(shop: Shop, stranger: Person) -> None:
    await shop.draft(memo="Orangery, drafted")
    await shop.issue(memo="Orangery, issued")
    assert await found(await shop.payer_login(), "orangery") == ["Orangery, issued"]
    assert await found(stranger, "orangery") == []
    assert len(await found(await shop.member("viewer"), "orangery")) == 2


@pytest.mark.parametrize(
    "q", ["", "a", "ab", "a-b", "---", "a b c", "_" * 5, "x" * 101, "Mü", "%%%", "日", " ab ", "   "]
)
async def test_what_nearly_every_invoice_could_hold_is_refused(shop: Shop, q: str) -> None:
    answer = await shop.owner.http.get(
        "/v1/invoices", params={"q": q}, headers={"authorization": f"Bearer {shop.owner.token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text
    assert " q" in answer.json()["detail"]
    if len(q.strip()) in range(2, 101):
        assert answer.json()["detail"].endswith(
            "give three letters or digits in a row at least, or two where they are no Latin ones."
        )


async def kept(invoice: dict[str, Any]) -> list[tuple[object, ...]]:
    """What an invoice is found by, and which transaction has written it."""
    rows = await database.fetch(
        "SELECT texts, xmin::text FROM invoice_texts WHERE invoice_id = $1", ids.decode("invoice", invoice["id"])
    )
    return [tuple(row) for row in rows]


async def test_what_an_invoice_is_found_by_is_written_only_where_that_changes(shop: Shop) -> None:
    assert await kept(await shop.draft(memo=None)) == []
    draft = await shop.draft(memo="Orangery")
    [(texts, _)] = written = await kept(draft)
    assert str(texts).split() == ["orangery"]
    assert (await shop.owner.patch(f"/v1/invoices/{draft['id']}", {"purchase_order": "4711"})).status_code == 200
    assert await kept(draft) == written
    issued = (await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")).json()
    [(texts, _)] = written = await kept(draft)
    assert {issued["number"].lower(), issued["reference"].lower(), "orangery"} <= set(str(texts).split())
    # Payments come by the thousand.
    await shop.owner.make("/v1/payments", invoice_id=draft["id"], method="cash", amount=1)
    await shop.owner.make("/v1/payments", invoice_id=draft["id"], method="cash")
    assert await kept(draft) == written


async def test_what_is_deleted_or_cleared_is_found_no_more(shop: Shop) -> None:
    cleared, deleted = await shop.draft(memo="Orangery"), await shop.draft(memo="Orangery")
    assert (await shop.owner.patch(f"/v1/invoices/{cleared['id']}", {"memo": None})).status_code == 200
    assert len(await found(shop.owner, "orangery")) == 1
    assert (await shop.owner.delete(f"/v1/invoices/{deleted['id']}")).status_code == 204
    assert (await found(shop.owner, "orangery"), await kept(deleted)) == ([], [])


async def test_what_has_come_is_sorted_in_by_a_job_and_found_before_and_after(shop: Shop) -> None:
    pages_waiting = "SELECT gin_clean_pending_list('invoice_texts_by_letters_and_digits')"
    await search.sort_in()
    await shop.issue(memo="Orangery")
    assert len(await found(shop.owner, "orangery")) == 1
    assert await database.fetch_value(int, pages_waiting)
    await shop.issue(memo="Orangery")
    await search.sort_in()
    assert await database.fetch_value(int, pages_waiting) == 0
    assert len(await found(shop.owner, "orangery")) == 2


async def test_where_another_role_owns_the_index_postgresql_sorts_it_by_itself(shop: Shop) -> None:
    async with database.transaction() as trying:
        await database.execute("CREATE ROLE quittance_test_other")
        await database.execute("SET LOCAL ROLE quittance_test_other")
        await search.sort_in()
        await trying.rollback()
