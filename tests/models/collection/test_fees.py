"""The fee of a cheque that bounces: a debit note to its payer, which stays owed whatever becomes of the cheque."""

import asyncio
import datetime
from typing import Any

import asyncpg
import msgspec
import pytest

from models import clock, database, ids, lists
from models.access import Caller
from models.billing import copies, invoices, issuing
from models.collection import cheques, fees, mistakes, reversals
from models.errors import (
    ChequeNotDue,
    CurrencyDiffers,
    Forbidden,
    Invalid,
    NotFound,
    PayerArchived,
    PaymentStateForbids,
    ReceiverArchived,
    Refused,
)
from models.mail import messages
from models.parties import payers, receivers
from models.proof import integrity
from models.shapes import billing, collection, refunds
from models.shapes.collection import FeeInput
from models.shapes.lines import TaxInput
from models.tables.collection import Reversal
from tests.books import (
    Book,
    assert_books_balance,
    booked,
    event_types,
    events_of,
    invoice_now,
    open_book,
    payment_now,
    stranger,
)

FEE = FeeInput(amount=1_250)
ROUNDS = 5


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book(payment_terms_days=14)


async def bounce(book: Book, cheque: Any, *, caller: Caller | None = None, fee: FeeInput | None = FEE) -> Any:
    return await cheques.bounce(caller or book.owner, cheque["id"], reason="No funds.", fee=fee)


async def a_cheque(book: Book, *, clears: bool = False, **fields: Any) -> Any:
    cheque = await book.pay(await book.invoice(), method="cheque", **fields)
    return await payment_now(await cheques.clear(book.owner, cheque["id"]) if clears else cheque)


async def notes_of(cheque: Any) -> list[Any]:
    """The debit notes over fees of a cheque, the oldest first."""
    return [await invoices.read(identifier) for identifier in (await payment_now(cheque))["fee_invoice_ids"]]


async def numbers_of(book: Book) -> list[str]:
    rows = await database.fetch(
        "SELECT number FROM invoices WHERE receiver_id = $1 ORDER BY number", book.receiver["id"]
    )
    return [row["number"] for row in rows]


async def assert_all_is_well(book: Book) -> None:
    report = await integrity.check(book.receiver["id"])
    assert {one.name: one.examples for one in report.checks if one.violations} == {}
    await assert_books_balance()


@pytest.mark.parametrize("clears", [False, True])
async def test_the_fee_of_a_bounce_is_a_debit_note_to_the_payer(book: Book, clears: bool) -> None:
    cheque = await a_cheque(book, clears=clears, reference="No. 17")
    bounced = await bounce(book, cheque)
    [note] = await notes_of(cheque)
    shape = billing.invoice(note, book.owner)
    assert bounced["fee_invoice_ids"] == [note["id"]]
    assert bounced == await payment_now(cheque)
    assert (shape.kind, shape.status, shape.settlement, shape.currency) == ("debit_note", "open", "unpaid", "EUR")
    assert (shape.total, shape.amount_due, shape.payer_id) == (1_250, 1_250, book.payer_id)
    assert [(one.description, one.unit_price) for one in shape.lines] == [
        ("Bank fee for the bounced cheque No. 17", "12.5")
    ]
    # Under the next number of the invoices, due by the receiver's terms, with a link and a reference to pay it by.
    assert await numbers_of(book) == ["INV-2026-00001", "INV-2026-00002"]
    assert note["number"] == "INV-2026-00002"
    assert shape.issued_on is not None
    assert shape.due_on == shape.issued_on + datetime.timedelta(days=14)
    assert shape.pay_url is not None
    assert shape.reference is not None
    assert await booked(note) == {"invoice.finalized": {"receivables": 1_250, "revenue": -1_250}}
    assert await event_types(note) == ["invoice.created", "invoice.finalized"]

    reversal = await Reversal.objects().where(Reversal.payment_id == cheque["id"]).first()
    assert shape.fee_of is not None
    assert shape.fee_of.payment_id == ids.encode("payment", cheque["id"])
    if clears:
        assert reversal is not None
        assert shape.fee_of.reversal_id == ids.encode("reversal", reversal.id)
        assert refunds.reversal(reversal).fee_invoice_id == shape.id
        assert reversal == await reversals.get(book.owner, reversal.id)
    else:
        assert (reversal, shape.fee_of.reversal_id) == (None, None)
    # Each names the other from the first announcement on.
    last = (await events_of(cheque))[-1]
    assert last["type"] == ("payment.reversed" if clears else "payment.failed")
    assert last["data"]["fee_invoice_ids"] == [shape.id]
    first = (await events_of(note))[0]["data"]
    assert (first["kind"], first["fee_of"]) == ("debit_note", msgspec.to_builtins(shape.fee_of))
    await assert_all_is_well(book)


async def test_a_bounce_without_a_fee_asks_for_none(book: Book) -> None:
    cheque = await a_cheque(book)
    assert (await bounce(book, cheque, fee=None))["fee_invoice_ids"] == []
    shape = billing.invoice(await invoice_now({"id": cheque["invoice_id"]}))
    assert (shape.kind, shape.fee_of) == ("invoice", None)


@pytest.mark.parametrize("clears", [False, True])
async def test_the_fee_stays_owed_when_the_cheque_clears_after_all(book: Book, clears: bool) -> None:
    cheque = await a_cheque(book, clears=clears)
    await bounce(book, cheque)
    await cheques.deposit(book.owner, cheque["id"])
    await cheques.clear(book.owner, cheque["id"])
    assert (await invoice_now({"id": cheque["invoice_id"]}))["settlement"] == "paid"
    [note] = await notes_of(cheque)
    assert (note["status"], note["settlement"], note["amount_paid"]) == ("open", "unpaid", 0)
    await assert_all_is_well(book)
    await book.pay(note)
    [note] = await notes_of(cheque)
    assert note["settlement"] == "paid"
    await assert_all_is_well(book)


@pytest.mark.parametrize("clears", [False, True])
async def test_each_bounce_may_have_a_fee_of_its_own(book: Book, clears: bool) -> None:
    cheque = await a_cheque(book, clears=clears)
    for count in range(1, 4):
        row = await bounce(book, cheque, fee=FeeInput(amount=count * 100))
        assert len(row["fee_invoice_ids"]) == count
        with pytest.raises(PaymentStateForbids):
            await bounce(book, cheque)
        await cheques.deposit(book.owner, cheque["id"])
        if count == 2:
            await cheques.clear(book.owner, cheque["id"])
    notes = await notes_of(cheque)
    assert [note["total"] for note in notes] == [100, 200, 300]
    # Only what had cleared was taken back.
    assert [note["fee_reversal_id"] is not None for note in notes] == [clears, False, True]
    assert (await event_types(cheque)).count("payment.bounced") == 1
    await assert_all_is_well(book)


async def test_the_fee_is_voided_like_any_invoice(book: Book) -> None:
    cheque = await a_cheque(book, clears=True)
    await bounce(book, cheque)
    [note] = await notes_of(cheque)
    await issuing.void(book.owner, note["id"])
    [note] = await notes_of(cheque)
    assert (note["status"], billing.invoice(note).kind) == ("void", "debit_note")
    await assert_all_is_well(book)


async def test_a_copy_of_a_debit_note_is_an_invoice(book: Book) -> None:
    cheque = await a_cheque(book)
    await bounce(book, cheque)
    [note] = await notes_of(cheque)
    for copy in (copies.duplicate, copies.replace):
        shape = billing.invoice(await copy(book.owner, note["id"]))
        assert (shape.kind, shape.fee_of, shape.total) == ("invoice", None, 1_250)
    assert len(await notes_of(cheque)) == 1
    await assert_all_is_well(book)


@pytest.mark.parametrize(
    ("currency", "amount", "unit_price"), [("JPY", 10**11, "100000000000"), ("KWD", 1, "0.001"), ("EUR", 100, "1")]
)
async def test_a_fee_is_counted_in_the_units_of_its_currency(
    pool: None, currency: str, amount: int, unit_price: str
) -> None:
    book = await open_book(currency=currency)
    cheque = await a_cheque(book)
    await bounce(book, cheque, fee=FeeInput(amount=amount, currency=currency))
    [note] = await notes_of(cheque)
    assert (note["total"], billing.invoice(note).lines[0].unit_price) == (amount, unit_price)
    await assert_all_is_well(book)


async def test_taxes_come_on_top_of_a_fee(book: Book) -> None:
    cheque = await a_cheque(book)
    taxed = FeeInput(amount=1_000, description="Returned cheque", taxes=[TaxInput(name="VAT", percent="19")])
    await bounce(book, cheque, fee=taxed)
    [note] = await notes_of(cheque)
    assert (note["subtotal"], note["tax_total"], note["total"]) == (1_000, 190, 1_190)
    assert billing.invoice(note).lines[0].description == "Returned cheque"
    await assert_all_is_well(book)


async def assert_nothing_happened(cheque: Any) -> None:
    assert await payment_now(cheque) == cheque


@pytest.mark.parametrize("clears", [False, True])
async def test_what_cannot_be_billed_lets_no_cheque_bounce(book: Book, clears: bool) -> None:
    cheque = await a_cheque(book, clears=clears)
    with pytest.raises(CurrencyDiffers, match="USD, but the cheque is in EUR") as refused:
        await bounce(book, cheque, fee=FeeInput(amount=1, currency="USD"))
    assert refused.value.pointer == "/fee/currency"
    wrong = TaxInput(name="VAT", percent="19", category="Z")
    with pytest.raises(Invalid) as invalid:
        await bounce(book, cheque, fee=FeeInput(amount=1, taxes=[TaxInput(name="VAT", percent="1"), wrong]))
    assert str(invalid.value.pointer).startswith("/fee/taxes/1")
    await payers.delete(book.owner, book.payer["id"], version=None)
    with pytest.raises(PayerArchived) as archived:
        await bounce(book, cheque)
    assert archived.value.pointer == "/fee"
    await receivers.delete(book.owner, book.receiver["id"], version=None)
    with pytest.raises(ReceiverArchived):
        await bounce(book, cheque)
    await assert_nothing_happened(cheque)
    # What the bank says is said without a fee all the same.
    row = await bounce(book, cheque, fee=None)
    assert (row["status"], row["fee_invoice_ids"]) == ("reversed" if clears else "failed", [])
    await assert_all_is_well(book)


async def test_who_may_not_issue_invoices_asks_for_no_fee(book: Book) -> None:
    cheque = await a_cheque(book)
    may_record = msgspec.structs.replace(book.owner, scopes=frozenset({"payments:read", "payments:write"}))
    with pytest.raises(Forbidden, match="invoices:write"):
        await bounce(book, cheque, caller=may_record)
    with pytest.raises(Forbidden):
        await bounce(book, cheque, caller=await book.member("viewer"))
    with pytest.raises(Forbidden):
        await bounce(book, cheque, caller=await book.payer_login())
    with pytest.raises(NotFound):
        await bounce(book, cheque, caller=await stranger())
    await assert_nothing_happened(cheque)
    assert (await bounce(book, cheque, caller=may_record, fee=None))["status"] == "failed"
    other = await a_cheque(book)
    assert len((await bounce(book, other, caller=await book.member("manager")))["fee_invoice_ids"]) == 1


async def test_what_cannot_bounce_has_no_fee(book: Book) -> None:
    day = clock.now().date() + datetime.timedelta(days=10)
    post_dated = await a_cheque(book, dated_on=day)
    with pytest.raises(ChequeNotDue):
        await bounce(book, post_dated)
    cash = await book.pay(await book.invoice())
    with pytest.raises(PaymentStateForbids):
        await bounce(book, cash)
    corrected = await a_cheque(book, clears=True)
    await mistakes.correct(book.owner, corrected["id"], reason="It was another payer's.")
    with pytest.raises(PaymentStateForbids):
        await bounce(book, corrected)
    assert await notes_of(post_dated) == await notes_of(cash) == await notes_of(corrected) == []


@pytest.mark.parametrize("clears", [False, True])
async def test_at_once_a_cheque_bounces_once_and_has_one_fee(book: Book, clears: bool) -> None:
    for _ in range(ROUNDS):
        cheque = await a_cheque(book, clears=clears)
        answers = await asyncio.gather(*(bounce(book, cheque) for _ in range(4)), return_exceptions=True)
        assert sum(isinstance(answer, PaymentStateForbids) for answer in answers) == 3, answers
        assert len(await notes_of(cheque)) == 1
    assert len(await numbers_of(book)) == 2 * ROUNDS
    await assert_all_is_well(book)


async def test_cheques_bounce_while_others_issue_and_pay(book: Book) -> None:
    both = [await a_cheque(book, clears=clears) for clears in (False, True) for _ in range(4)]
    drafts = [await book.draft() for _ in range(6)]
    answers = await asyncio.gather(
        *(bounce(book, cheque) for cheque in both),
        *(issuing.finalize(book.owner, draft["id"]) for draft in drafts),
        *(book.pay({"id": cheque["invoice_id"]}, amount=500) for cheque in both),
        *(cheques.clear(book.owner, cheque["id"]) for cheque in both),
        return_exceptions=True,
    )
    # Deadlocks are tried again by whoever sent the request where the operation does not do so by itself.
    wrong = [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)]
    assert [one for one in wrong if not isinstance(one, database.RETRYABLE)] == []
    for cheque in both:
        assert len(await notes_of(cheque)) <= 1
    numbers = [number for number in await numbers_of(book) if number is not None]
    assert len(numbers) == len(set(numbers))
    await assert_all_is_well(book)


@pytest.mark.parametrize("clears", [False, True])
@pytest.mark.parametrize("after", ["draft", "issue"])
async def test_killed_in_between_nothing_has_happened(
    book: Book, monkeypatch: pytest.MonkeyPatch, clears: bool, after: str
) -> None:
    cheque = await a_cheque(book, clears=clears)
    does = getattr(fees, after)

    async def dies(*given: Any, **named: Any) -> None:
        await does(*given, **named)
        raise asyncpg.ConnectionDoesNotExistError

    monkeypatch.setattr(fees, after, dies)
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await bounce(book, cheque)
    monkeypatch.undo()
    await assert_nothing_happened(cheque)
    assert len(await numbers_of(book)) == 1
    await bounce(book, cheque)
    assert await numbers_of(book) == ["INV-2026-00001", "INV-2026-00002"]
    await assert_all_is_well(book)


async def test_what_a_debit_note_is_about_never_changes(book: Book) -> None:
    one, other = await a_cheque(book), await a_cheque(book)
    await bounce(book, one)
    [note] = await notes_of(one)
    for column, value in (("fee_payment_id", other["id"]), ("fee_reversal_id", ids.new())):
        with pytest.raises(asyncpg.PostgresError):
            await database.execute(f"UPDATE invoices SET {column} = $2 WHERE id = $1", note["id"], value)


async def test_mails_call_it_a_debit_note(book: Book) -> None:
    cheque = await a_cheque(book)
    await bounce(book, cheque)
    [note] = await notes_of(cheque)
    shape, called = billing.invoice(note), f"ebit note {note['number']}"
    assert messages.invoice(shape, "en", pay_url=None).subject == f"D{called} from Ada's Workshop"
    assert note["due_on"] is not None
    reminded = messages.reminder(shape, "en", pay_url=None, due=1_250, due_on=note["due_on"], is_over=True)
    assert f"D{called}: €12.50 was due" in reminded.text
    other = billing.invoice(await book.invoice())
    assert messages.invoice(other, "en", pay_url=None).subject.startswith("Invoice INV-")


async def test_a_payer_sees_the_debit_note_and_pays_it(book: Book) -> None:
    cheque = await a_cheque(book, clears=True)
    await bounce(book, cheque)
    payer = await book.payer_login()
    [note] = await notes_of(cheque)
    assert (await invoices.get(payer, note["id"]))["id"] == note["id"]
    reported = await book.pay(note, caller=payer, method="bank_transfer")
    assert (reported["status"], reported["amount"]) == ("reported", 1_250)
    filters = lists.Filters(conditions=[("(fee_payment_id IS NOT NULL) = {}", True)])
    page = await invoices.list_page(payer, filters=filters, limit=20, after=None)
    assert [row["id"] for row in page.rows] == [note["id"]]
    assert collection.payment(await payment_now(cheque), payer).fee_invoice_ids == [ids.encode("invoice", note["id"])]
