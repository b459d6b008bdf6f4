"""The shape of an invoice is what its row says, by whichever name, and is sent as it was stored."""

import datetime
import uuid
from typing import Any, cast

import msgspec
import pytest

from models import database, ids, pay_tokens, secrets
from models.billing import issuing
from models.parties import payers
from models.secrets import CannotDecrypt
from models.shapes import billing, parties
from models.shapes.billing import Invoice, Terms
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import LineInput, TaxInput, WithholdingInput
from models.shapes.parties import PayerPatch
from models.tables.parties import Payer
from tests.books import Book, invoice_now, open_book

LINES = [
    LineInput(
        description='Größe "M"\n\u2028', unit_price="12.345", quantity="3", taxes=[TaxInput(name="VAT", percent="19")]
    ),
    LineInput(description="\U0001f9f5", unit_price="1", taxes=[TaxInput(name="VAT", percent="19", compound=True)]),
]
# Fields that follow from the columns of their names.
NOT_COPIED = frozenset({"id", "overdue", "instalments", "discount"})


@pytest.fixture
async def book(pool: None) -> Book:
    return await open_book()


async def payer_now(book: Book) -> Payer:
    found = await Payer.objects().where(Payer.id == book.payer["id"]).first()
    assert found is not None
    return found


def test_each_field_is_the_column_of_its_name() -> None:
    """They are given by position: each column has a value of its own, so no two can be exchanged."""
    names = list(InvoiceRow.__annotations__)
    row: dict[str, Any] = {name: 1_000 + place for place, name in enumerate(names)}
    row |= {
        name: f"a text for {name}" for name in ("number", "reference", "currency", "rounding", "purchase_order", "memo")
    }
    row |= {name: uuid.UUID(int=1_000 + names.index(name)) for name in names if name == "id" or name.endswith("_id")}
    row |= {
        name: datetime.date(2026, 1, 1) + datetime.timedelta(days=names.index(name)) for name in names if "_on" in name
    }
    row |= {name: f'["{name}"]' for name in ("lines", "taxes", "withholdings")}
    row |= {"metadata": '{"a": "b"}', "pay_token": None}
    row |= {f"{name}_snapshot": f'{{"id":"","name":"{name}","address":{{}}}}' for name in ("receiver", "payer")}
    row |= {
        "status": "open",
        "terms_type": "net",
        "terms_days": 7,
        "discount": None,
        "instalments": None,
        "overdue_noted": [],
    }
    row |= {"period_from": None, "fee_payment_id": None, "amount_overpaid": 77}

    shape = billing.invoice_to_send(cast("InvoiceRow", row))

    same = [name for name in Invoice.__struct_fields__ if name in row and name not in NOT_COPIED]
    assert len(same) > 30
    for name in same:
        found = getattr(shape, name)
        if isinstance(found, msgspec.Raw):
            assert bytes(found).decode() == row[name]
        elif name in ("receiver_id", "payer_id", "schedule_id"):
            assert found == ids.encode(name.removesuffix("_id"), row[name])
        else:
            assert found == row[name], name
    collectible = row["total"] - row["amount_withheld"] - row["amount_credited"] - row["amount_written_off"]
    assert shape.amount_due == collectible - row["amount_paid"]
    assert shape.amount_payable == shape.amount_due - row["amount_reserved"]
    assert (shape.replaces, shape.replaced_by) == tuple(
        ids.encode("invoice", row[name]) for name in ("replaces_id", "replaced_by_id")
    )
    assert (shape.object, shape.kind, shape.overdue, shape.amount_overdue, shape.in_flight) == (
        "invoice",
        "invoice",
        False,
        0,
        True,
    )
    assert shape.id == ids.encode("invoice", row["id"])
    assert (shape.terms, shape.payment_terms_days, shape.instalments) == (Terms(type="net", days=7), 7, [])
    assert shape.receiver is not None
    assert shape.payer is not None
    assert (shape.receiver.name, shape.payer.name) == ("receiver", "payer")
    assert (shape.period, shape.fee_of, shape.pay_url, shape.discount) == (None, None, None, None)


async def test_what_is_sent_is_what_others_look_into(book: Book) -> None:
    metadata = {"z": "1", "a": 'ß"\\'}
    withheld = [WithholdingInput(name="IRPF", percent="15")]
    draft = await book.draft(lines=LINES, withholdings=withheld, metadata=metadata)
    issued = await issuing.finalize(book.owner, draft["id"])
    # As it was computed here, and as the database has it.
    for row in (draft, issued, await invoice_now(draft)):
        shape, encoded = billing.invoice(row, book.owner), msgspec.json.encode(billing.invoice_to_send(row, book.owner))
        assert encoded == msgspec.json.encode(shape)
        assert msgspec.json.decode(encoded, type=Invoice) == shape
        assert list(shape.metadata) == ["z", "a"], "in the order in which it was given"
        assert [line.description for line in shape.lines] == [line.description for line in LINES]


async def test_a_snapshot_is_of_the_party_as_it_is(book: Book) -> None:
    before = await payer_now(book)
    assert parties.snapshot_to_write(before) == msgspec.json.encode(parties.snapshot(before)).decode()
    assert parties.snapshot_to_write(before) is parties.snapshot_to_write(await payer_now(book)), "made once"
    await payers.update(book.owner, before.id, PayerPatch(name="Changed"), version=None)
    assert '"name":"Changed"' in parties.snapshot_to_write(await payer_now(book))


async def test_a_version_that_was_taken_back_is_not_printed(book: Book) -> None:
    before = await payer_now(book)
    async with database.transaction() as transaction:
        await payers.update(book.owner, before.id, PayerPatch(name="Taken back"), version=None)
        taken_back = await payer_now(book)
        assert '"name":"Taken back"' in parties.snapshot_to_write(taken_back)
        await transaction.rollback()
    await payers.update(book.owner, before.id, PayerPatch(name="Kept"), version=None)
    now = await payer_now(book)
    assert now.version == taken_back.version
    assert '"name":"Kept"' in parties.snapshot_to_write(now)


def test_a_pay_token_belongs_to_its_invoice() -> None:
    invoice_id, other_id = uuid.uuid4(), uuid.uuid4()
    encrypted, digest = pay_tokens.make(invoice_id)
    token = pay_tokens.read(invoice_id, encrypted)
    assert secrets.digest(token) == digest
    pay_tokens._known.forget((invoice_id, encrypted))
    assert pay_tokens.read(invoice_id, encrypted) == token, "as whoever has not made it reads it"
    for one in (encrypted, pay_tokens.make(invoice_id)[0]):
        with pytest.raises(CannotDecrypt):
            pay_tokens.read(other_id, one)
