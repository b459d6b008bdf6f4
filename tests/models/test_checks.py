"""What the checks of the tables that every payment writes refuse, by their names."""

import re
import uuid

import asyncpg
import pytest
from piccolo.constraints import Check
from piccolo.table import Table

from models import database, ids
from models.collection import payments
from models.money.amounts import AMOUNT_MAX
from models.shapes.collection import PaymentInput
from models.tables.billing import Invoice
from models.tables.collection import Payment
from tests.books import open_book

DRAFT, ISSUED, PENDING = "draft", "issued", "pending"
CASES = [
    ("invoices_have_an_array_of_lines", DRAFT, "UPDATE invoices SET lines = '{}' WHERE id = $1"),
    ("invoices_have_a_known_status", ISSUED, "UPDATE invoices SET status = 'odd' WHERE id = $1"),
    ("invoices_have_amounts", DRAFT, "UPDATE invoices SET subtotal = -1, tax_total = 1, total = 0 WHERE id = $1"),
    (
        "invoices_have_amounts",
        DRAFT,
        f"UPDATE invoices SET subtotal = {AMOUNT_MAX + 1}, tax_total = 0, total = {AMOUNT_MAX + 1} WHERE id = $1",
    ),
    *(
        ("invoices_are_not_overpaid_v2", ISSUED, f"UPDATE invoices SET {amount} = -1 WHERE id = $1")
        for amount in ("amount_paid", "amount_credited", "amount_written_off", "amount_overpaid")
    ),
    ("invoices_are_not_overpaid_v2", DRAFT, "UPDATE invoices SET amount_withheld = -1 WHERE id = $1"),
    (
        "invoices_are_not_overpaid_v2",
        ISSUED,
        "UPDATE invoices SET amount_paid = total, amount_credited = 1 WHERE id = $1",
    ),
    ("invoices_are_complete_once_issued", DRAFT, "UPDATE invoices SET status = 'open' WHERE id = $1"),
    ("invoices_take_money_only_once_issued", DRAFT, "UPDATE invoices SET amount_reserved = 1 WHERE id = $1"),
    ("payments_have_a_known_status", PENDING, "UPDATE payments SET status = 'odd' WHERE id = $1"),
    ("payments_have_a_known_method", PENDING, "UPDATE payments SET method = 'odd' WHERE id = $1"),
    ("payments_account_for_all_their_money", PENDING, "UPDATE payments SET status = 'succeeded' WHERE id = $1"),
    ("payments_account_for_all_their_money", PENDING, "UPDATE payments SET amount_allocated = 1 WHERE id = $1"),
    *(
        (
            "payments_have_no_part_below_zero",
            PENDING,
            f"UPDATE payments SET {amount} = -1, amount_unapplied = 1 WHERE id = $1",
        )
        for amount in ("amount_allocated", "amount_refunded")
    ),
    ("payments_have_no_part_below_zero", PENDING, "UPDATE payments SET amount_refund_reserved = -1 WHERE id = $1"),
    ("payments_online_have_a_gateway_account", PENDING, "UPDATE payments SET method = 'card' WHERE id = $1"),
    ("allocations_have_a_known_status", PENDING, "UPDATE allocations SET status = 'odd' WHERE payment_id = $1"),
    (
        "allocations_have_a_known_cause",
        PENDING,
        """
        INSERT INTO allocations (id, receiver_id, payment_id, invoice_id, currency, amount, status, cause)
        SELECT new_id(), receiver_id, payment_id, invoice_id, currency, amount, status, 'odd' FROM allocations
        WHERE payment_id = $1
        """,
    ),
]


@pytest.mark.parametrize(("name", "of", "statement"), CASES)
async def test_a_row_that_must_never_be_is_refused(name: str, of: str, statement: str) -> None:
    book = await open_book()
    draft, issued = await book.draft(), await book.invoice()
    given = PaymentInput(method="cheque", invoice_id=ids.encode("invoice", issued["id"]), amount=1)
    pending = await payments.create(book.owner, given)
    row_id = {DRAFT: draft["id"], ISSUED: issued["id"], PENDING: pending["id"]}[of]
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await database.execute(statement, row_id)
    assert refused.value.constraint_name == name


@pytest.mark.parametrize(("table", "function"), [(Invoice, "check_invoice"), (Payment, "check_payment")])
async def test_a_function_holds_the_rules_that_its_table_declares(
    pool: None, table: type[Table], function: str
) -> None:
    """Each in the same words, and none besides; a rule that is a constraint again would be paid for twice."""
    source = await database.fetch_value(str, "SELECT prosrc FROM pg_proc WHERE proname = $1", function)
    assert source is not None
    found = dict(re.findall(r"WHEN NOT \((.*)\) THEN '(\w+)'", source))
    declared = {
        re.sub(r'"(\w+)"', r"NEW.\1", rule.get_condition_str()): rule._meta.name
        for rule in table._meta.constraints
        if isinstance(rule, Check)
    }
    assert found == declared
    constraints = await database.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'c'", table._meta.tablename
    )
    assert constraints == []


async def test_rules_hold_also_where_other_triggers_are_left_out() -> None:
    book = await open_book()
    payment = await book.pay(await book.invoice())
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await _write_as_a_replica("UPDATE payments SET amount_unapplied = 1 WHERE id = $1", payment["id"])
    assert refused.value.constraint_name == "payments_account_for_all_their_money"


async def _write_as_a_replica(statement: str, row_id: uuid.UUID) -> None:
    async with database.transaction():
        await database.execute("SET LOCAL session_replication_role = replica")
        await database.execute(statement, row_id)
