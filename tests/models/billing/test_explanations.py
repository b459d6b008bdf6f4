"""An invoice explains itself: the facts behind its amounts, in their order, whoever did what and why."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from models import access, audit, ids
from models.access import Caller
from models.billing import explanations, issuing
from models.collection import cheques
from models.collection import write_offs as given_up
from models.errors import NotFound
from models.shapes import billing
from models.shapes.explanations import FACTS_MAX, Explanation
from models.shapes.lines import TaxInput, WithholdingInput
from models.shapes.parties import Tolerance
from tests.books import Book, assert_books_balance, invoice_now, line, open_book, stranger
from tests.models.proof.test_machine import Walk
from tests.models.shops import set_aside

SEEDS = range(3)
TOLERANT = Tolerance(amounts={"EUR": 100}, percent="5", reason="bank_fee")
STEPS = 120


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


@pytest.fixture
async def nothing_is_left(pool: None) -> AsyncIterator[None]:
    """The gateway of these accounts does not exist, so nobody shall work on them later."""
    yield
    await set_aside()


async def explain(invoice: Any, reader: Caller = access.SYSTEM) -> Explanation:
    """The explanation, once it was found to explain every amount of the invoice."""
    found, row = await explanations.explain(reader, invoice["id"]), await invoice_now(invoice)
    explained: Counter[str] = Counter()
    balance = 0
    for fact in found.facts:
        balance += fact.amount
        assert fact.balance == balance
        explained[fact.explains] += fact.amount
    assert balance == found.amount_due
    assert {name: -explained[name] for name in ("amount_paid", "amount_credited", "amount_written_off")} == {
        name: row[name] for name in ("amount_paid", "amount_credited", "amount_written_off")
    }
    assert explained["total"] == (0 if row["status"] in ("draft", "void") else row["total"])
    assert sum(part.amount for part in found.in_flight) == row["amount_reserved"]
    return found


def told(found: Explanation) -> list[tuple[str, int, int]]:
    return [(fact.kind, fact.amount, fact.balance) for fact in found.facts]


async def test_a_draft_has_no_facts(book: Book) -> None:
    found = await explain(await book.draft(1_000))
    assert (found.facts, found.amount_due) == ([], 0)


async def test_each_fact_has_its_place_its_author_and_its_source(book: Book) -> None:
    invoice = await book.invoice(10_000)
    payment = await book.pay(invoice, amount=4_000)
    note = await book.credit(invoice, amount=1_000)
    write_off = await book.write_off(invoice, amount=50)
    await given_up.undo(book.owner, write_off["id"])
    refund = await book.refund(payment, amount=500)
    found = await explain(invoice, book.owner)
    assert told(found) == [
        ("invoice.finalized", 10_000, 10_000),
        ("payment.succeeded", -4_000, 6_000),
        ("credit_note.issued", -1_000, 5_000),
        ("write_off.made", -50, 4_950),
        ("write_off.undone", 50, 5_000),
        ("refund.succeeded", 500, 5_500),
    ]
    assert [fact.source_id for fact in found.facts] == [
        ids.encode("invoice", invoice["id"]),
        ids.encode("payment", payment["id"]),
        ids.encode("credit_note", note["id"]),
        ids.encode("write_off", write_off["id"]),
        ids.encode("write_off", write_off["id"]),
        ids.encode("refund", refund["id"]),
    ]
    assert [fact.effective_on for fact in found.facts] == [(await invoice_now(invoice))["issued_on"]] * 6
    assert [fact.at for fact in found.facts] == sorted(fact.at for fact in found.facts)


async def test_what_a_credit_note_takes_of_paid_money_is_a_fact_of_its_own(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=9_500)
    await book.credit(invoice, amount=2_000, excess="credit")
    assert told(await explain(invoice))[2:] == [
        ("credit_note.issued", -2_000, -1_500),
        ("credit_note.excess", 1_500, 0),
    ]
    # One that takes nothing off what is due is told too.
    paid = await book.invoice(10_000)
    await book.pay(paid)
    await book.credit(paid, amount=2_000, excess="credit")
    assert told(await explain(paid))[2:] == [("credit_note.issued", -2_000, -2_000), ("credit_note.excess", 2_000, 0)]


async def test_what_is_tolerated_says_so(pool: None) -> None:
    book = await open_book(tolerance=TOLERANT)
    invoice = await book.invoice(10_000)
    await book.pay(invoice, amount=9_950)
    assert told(await explain(invoice))[1:] == [
        ("payment.succeeded", -9_950, 50),
        ("write_off.tolerated", -50, 0),
    ]


async def test_a_void_invoice_owes_nothing(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await issuing.void(book.owner, invoice["id"])
    assert told(await explain(invoice)) == [("invoice.finalized", 10_000, 10_000), ("invoice.voided", -10_000, 0)]


async def test_what_was_given_up_and_paid_after_all_is_told_in_that_order(book: Book) -> None:
    invoice = await book.invoice(10_000)
    await book.give_up(invoice)
    assert (await explain(invoice)).facts[-1].balance == 0
    await book.pay(await invoice_now(invoice), amount=3_000)
    assert told(await explain(invoice))[1:] == [
        ("write_off.made", -10_000, 0),
        ("write_off.undone", 10_000, 10_000),
        ("payment.succeeded", -3_000, 7_000),
    ]


async def test_an_invoice_over_nothing_was_issued_and_voided_all_the_same(book: Book) -> None:
    invoice = await book.invoice(0)
    assert told(await explain(invoice)) == [("invoice.finalized", 0, 0)]
    await issuing.void(book.owner, invoice["id"])
    assert told(await explain(invoice)) == [("invoice.finalized", 0, 0), ("invoice.voided", 0, 0)]


async def test_payments_on_their_way_are_shown_apart(book: Book) -> None:
    invoice = await book.invoice(10_000)
    cheque = await book.pay(invoice, method="cheque", amount=4_000)
    found = await explain(invoice)
    assert told(found) == [("invoice.finalized", 10_000, 10_000)]
    [part] = found.in_flight
    assert (part.kind, part.amount, part.source_id) == ("payment.pending", 4_000, ids.encode("payment", cheque["id"]))
    await cheques.clear(book.owner, cheque["id"])
    found = await explain(invoice)
    assert found.in_flight == []
    assert told(found)[1:] == [("payment.succeeded", -4_000, 6_000)]


async def test_who_did_it_and_by_which_request(book: Book) -> None:
    draft = await book.draft(10_000)
    manager, payer = await book.member("manager"), await book.payer_login()
    key = Caller(key=f"api_key:{ids.new()}", user_id=manager.user_id, api_key_id=ids.new(), roles=manager.roles)

    async def do(caller: Caller, request_id: str | None, operation: Any) -> Any:
        with audit.acting(audit.Origin(caller=caller, request_id=request_id)):
            return await operation(caller)

    await do(manager, "req-1", lambda caller: issuing.finalize(caller, draft["id"]))
    await do(key, "req-2", lambda caller: book.pay(draft, caller=caller, amount=100))
    await do(payer, "req-3", lambda caller: book.pay(draft, caller=caller, amount=200))
    await do(access.SYSTEM, "sch_1", lambda _: book.write_off(draft, amount=5))
    seen = await explain(draft, book.owner)
    assert [(fact.actor, fact.cause) for fact in seen.facts] == [
        (ids.encode("user", manager.user_id), "req-1"),
        (ids.encode("api_key", key.api_key_id), "req-2"),
        ("system", "sch_1"),
    ]
    assert [(part.actor, part.cause) for part in seen.in_flight] == [(ids.encode("user", payer.user_id), "req-3")]


async def test_payers_are_not_told_what_is_the_receivers_business(pool: None) -> None:
    book = await open_book(tolerance=TOLERANT)
    payer = await book.payer_login()
    with audit.acting(audit.Origin(caller=book.owner, request_id="req-of-staff")):
        invoice = await book.invoice(10_000)
        await book.pay(invoice, amount=9_950)
    other = await book.invoice(10_000)
    with audit.acting(audit.Origin(caller=payer, request_id="req-of-mine")):
        await book.pay(other, caller=payer, amount=100)
    seen = await explain(invoice, payer)
    assert [(fact.kind, fact.actor, fact.cause) for fact in seen.facts] == [
        ("invoice.finalized", "receiver", None),
        ("payment.succeeded", "receiver", None),
        ("write_off.made", "receiver", None),
    ]
    assert [fact.source_id is None for fact in seen.facts] == [False, False, True]
    mine = await explain(other, payer)
    assert [(part.actor, part.cause) for part in mine.in_flight] == [("payer", "req-of-mine")]
    # They see what was issued to them, and nobody else sees anything.
    with pytest.raises(NotFound):
        await explain(await book.draft(), payer)
    with pytest.raises(NotFound):
        await explain(invoice, await stranger())


async def test_the_steps_of_the_total_are_those_of_its_computation(book: Book) -> None:
    vat = TaxInput(name="VAT", percent="23")
    lines = [line(5_555, taxes=[vat]), line(1_111, taxes=[vat])]
    invoice = await book.invoice(lines=lines)
    found = await explain(invoice)
    assert [(step.step, step.exact, step.rounded) for step in found.rounding] == [
        ("line 1: quantity times unit price", "5555", 5555),
        ("line 2: quantity times unit price", "1111", 1111),
        ("VAT 23 % of 6666", "1533.18", 1533),
        ("line 1: share of VAT 23 %", "1277.5", 1278),
        ("line 2: share of VAT 23 %", "255.5", 255),
    ]
    assert [each["tax_amount"] for each in msgspec.json.decode(invoice["lines"])] == [1278, 255]
    # A draft has no facts, but its total was computed as well.
    assert (await explain(await book.draft(lines=lines))).rounding == found.rounding
    other = await explain(await book.invoice(lines=lines, rounding="line"))
    assert [step.rounded for step in other.rounding[2:]] == [1278, 256]


async def test_what_is_withheld_is_a_fact_of_its_own(book: Book) -> None:
    tax = TaxInput(name="IVA", percent="21")
    irpf = WithholdingInput(name="IRPF", percent="15")
    invoice = await book.invoice(lines=[line(100_000, taxes=[tax])], withholdings=[irpf])
    assert told(await explain(invoice)) == [
        ("invoice.finalized", 121_000, 121_000),
        ("invoice.withheld", -15_000, 106_000),
    ]
    await issuing.void(book.owner, invoice["id"])
    assert told(await explain(invoice))[2:] == [("invoice.voided", -121_000, -15_000), ("invoice.withheld", 15_000, 0)]


async def test_what_a_credit_note_takes_back_of_what_is_withheld_is_no_fact(book: Book) -> None:
    invoice = await book.invoice(10_000, withholdings=[WithholdingInput(name="IRPF", percent="15")])
    await book.credit(invoice, amount=5_000)
    shape = billing.invoice(await invoice_now(invoice))
    assert (shape.amount_withheld, shape.amount_credited, shape.amount_due) == (1_500, 4_250, 4_250)
    assert told(await explain(invoice)) == [
        ("invoice.finalized", 10_000, 10_000),
        ("invoice.withheld", -1_500, 8_500),
        ("credit_note.issued", -4_250, 4_250),
    ]


async def test_more_facts_than_are_listed_are_summed_up(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = await book.invoice(10_000)
    for amount in (10, 20, 30):
        await book.pay(invoice, amount=amount)
    await book.write_off(invoice, amount=7)
    await book.pay(invoice, amount=40)
    columns = explanations.shapes.COLUMNS
    assert str(FACTS_MAX) in columns
    monkeypatch.setattr(explanations.shapes, "COLUMNS", columns.replace(f"many - {FACTS_MAX}", "many - 1"))
    found = await explain(invoice)
    assert [(fact.kind, fact.explains, fact.amount) for fact in found.facts] == [
        ("earlier", "total", 10_000),
        ("earlier", "amount_paid", -60),
        ("earlier", "amount_written_off", -7),
        ("payment.succeeded", "amount_paid", -40),
    ]
    assert {(fact.actor, fact.cause, fact.source_id) for fact in found.facts[:3]} == {(None, None, None)}


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_of_operations_explains_itself(nothing_is_left: None, seed: int) -> None:
    walk = await Walk.begin(1_000 + seed)
    before: dict[Any, Explanation] = {}
    for _ in range(STEPS):
        await walk.step()
        for each in walk.invoices:
            found = await explain(each.row)
            former = before.get(each.row["id"])
            if former is not None:
                # A fact stays as it is: more come behind it.
                assert found.facts[: len(former.facts)] == former.facts, walk.trace[-5:]
            # Each has its entry in the audit log.
            assert {fact.actor for fact in found.facts} <= {"system", ids.encode("gateway_account", walk.account["id"])}
            before[each.row["id"]] = found
    kinds = {fact.kind for found in before.values() for fact in found.facts}
    assert {"invoice.finalized", "payment.succeeded", "credit_note.issued"} <= kinds
    await assert_books_balance()
