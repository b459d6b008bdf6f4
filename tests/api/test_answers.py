"""What a request answers is computed before it is written: it must be what everybody reads afterwards."""

import datetime
import json
from typing import Any, cast

import pytest

from models import clock, database, ids
from models.billing import amounts
from models.shapes.invoice_rows import InvoiceRow
from tests.api.people import Person, Shop
from tests.books import mark_all_overdue

LINES: list[dict[str, Any]] = [
    {
        "description": "Work",
        "quantity": "007.500",
        "unit_price": "12.340",
        "taxes": [{"name": "VAT", "percent": "19"}, {"name": "City", "percent": "0.50"}],
        "discount": {"percent": "10.00"},
    },
    {"description": 'Österreich \\ "quoted" 日本', "quantity": "100", "unit_price": "0.10", "discount": {"amount": 3}},
]
DRAFTS: list[dict[str, Any]] = [
    {},
    {"lines": LINES},
    {
        "lines": LINES,
        "prices_include_tax": True,
        "discount": {"percent": "1.5"},
        "memo": "a\nb",
        "metadata": {"k": "v"},
    },
    {"lines": LINES, "discount": {"amount": 7}, "payment_terms_days": 0},
    {"lines": [], "due_on": "2040-02-29", "currency": "JPY"},
    {"lines": [{"description": "Nothing", "unit_price": "0"}]},
    {
        "lines": [*LINES, {"description": "Deposit", "unit_price": "1.10", "quantity": "-1.50"}],
        "rounding": "line",
        "withholdings": [{"name": "IRPF", "percent": "15.0"}, {"name": "Other", "percent": "0.5"}],
        "purchase_order": "4500012",
        "delivered_on": "2026-06-30",
    },
    {
        "lines": [
            {
                "description": "Abroad",
                "unit_price": "100",
                "taxes": [
                    {"name": "VAT", "percent": "0", "category": "AE", "exemption_reason": "Reverse charge"},
                    {"name": "Levy", "percent": "1", "compound": True},
                ],
            }
        ],
        "period": {"from": "2026-06-01", "to": "2026-06-30"},
    },
]


async def assert_read_next(person: Person, path: str, answer: Any) -> dict[str, Any]:
    """What was answered is what is there, and what was announced."""
    assert answer.status_code < 300, answer.text
    body: dict[str, Any] = answer.json()
    again = await person.get(f"{path}/{body['id']}")
    assert again.json() == body
    assert again.headers["etag"] == answer.headers["etag"]
    await assert_announced(body)
    return body


async def assert_announced(body: dict[str, Any]) -> None:
    """The newest event about an object holds it, but for what only some may see."""
    told = await database.fetch_value(
        str,
        "SELECT convert_from(body, 'UTF8')::jsonb ->> 'data' FROM events WHERE object_id = $1 "
        "ORDER BY sequence DESC LIMIT 1",
        ids.decode(body["object"], body["id"]),
    )
    assert told is not None
    hidden = {"pay_url": None, "next_action": None}
    assert json.loads(told) == {name: hidden.get(name, value) for name, value in body.items()}


@pytest.mark.parametrize("fields", DRAFTS)
@pytest.mark.parametrize("key", [{}, {"idempotency_key": "a key"}], ids=["", "key"])
async def test_a_draft_and_what_is_issued_of_it(shop: Shop, fields: dict[str, Any], key: dict[str, str]) -> None:
    draft = await shop.owner.post("/v1/invoices", shop.draft_fields(**fields), **key)
    body = await assert_read_next(shop.owner, "/v1/invoices", draft)
    if body["lines"]:
        issued = await shop.owner.post(f"/v1/invoices/{body['id']}/finalize", **dict.fromkeys(key, "f"))
        await assert_read_next(shop.owner, "/v1/invoices", issued)


@pytest.mark.parametrize("method", ["cash", "cheque"])
@pytest.mark.parametrize("amount", [None, 1, 10_000, 10_001])
@pytest.mark.parametrize("by", ["receiver", "payer"])
async def test_an_offline_payment_and_its_invoice(shop: Shop, method: str, amount: int | None, by: str) -> None:
    person = shop.owner if by == "receiver" else await shop.payer_login()
    invoice = await shop.issue(10_000, payment_terms_days=0)
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    body = {"invoice_id": invoice["id"], "method": method} | ({} if amount is None else {"amount": amount})
    for place in range(2):
        answer = await person.post(
            "/v1/payments", {**body, "reference": f"R{place}", "note": "n", "metadata": {"a": "b"}}
        )
        if answer.status_code == 409:
            assert amount is None
            assert place == 1
            return
        await assert_read_next(person, "/v1/payments", answer)
        now = await shop.owner.read(f"/v1/invoices/{invoice['id']}")
        if by == "receiver" and method == "cash":
            await assert_announced(now)


@pytest.mark.parametrize("instalments", [[], [{"percent": "40", "days": 0}, {"percent": "60", "days": 0}]])
async def test_an_overdue_invoice_of_which_a_part_is_withheld(shop: Shop, instalments: list[dict[str, Any]]) -> None:
    ways = {"instalments": instalments} if instalments else {"payment_terms_days": 0}
    issued = await shop.issue(10_000, withholdings=[{"name": "Income tax", "percent": "15"}], **ways)
    with clock.moved_to(clock.now() + datetime.timedelta(days=2)):
        await mark_all_overdue()
    found = []
    for amount in (8_499, 1, 1):
        body = {"invoice_id": issued["id"], "method": "cash", "amount": amount}
        await assert_read_next(shop.owner, "/v1/payments", await shop.owner.post("/v1/payments", body))
        now = await shop.owner.read(f"/v1/invoices/{issued['id']}")
        await assert_announced(now)
        found.append((now["settlement"], now["overdue"], now["amount_overdue"], now["amount_due"]))
    assert found == [("partially_paid", True, 1, 1), ("paid", False, 0, 0), ("overpaid", False, 0, 0)]
    stored = await database.fetch_row(
        "SELECT overdue, next_overdue_on FROM invoices WHERE id = $1", ids.decode("invoice", issued["id"])
    )
    assert stored is not None
    assert tuple(stored) == (False, None)


async def test_a_payment_of_several_invoices(shop: Shop) -> None:
    invoices = [await shop.issue(amount) for amount in (100, 200, 300)]
    parts = [{"invoice_id": invoice["id"], "amount": 150} for invoice in invoices]
    body = {"allocations": parts, "method": "bank_transfer", "amount": 900}
    await assert_read_next(shop.owner, "/v1/payments", await shop.owner.post("/v1/payments", body))
    for invoice in invoices:
        await assert_announced(await shop.owner.read(f"/v1/invoices/{invoice['id']}"))


async def test_what_follows_from_amounts_is_computed_as_the_database_does(pool: None) -> None:
    amounts_of = ("amount_paid", "amount_credited", "amount_written_off", "amount_overpaid", "amount_withheld")
    async with database.transaction() as transaction:
        # Rows as they are checked and filled in, and nothing that they would refer to.
        await database.execute("CREATE TEMPORARY TABLE like_invoices (LIKE invoices INCLUDING DEFAULTS) ON COMMIT DROP")
        await database.execute(
            "CREATE TRIGGER check_row BEFORE INSERT ON like_invoices FOR EACH ROW EXECUTE FUNCTION check_invoice()"
        )
        cases = await database.fetch(
            f"""
            INSERT INTO like_invoices (id, receiver_id, payer_id, currency, status, subtotal, total, number, reference,
                issued_on, due_on, time_zone, receiver_snapshot, payer_snapshot, pay_token_digest, overdue_noted,
                instalments, {", ".join(amounts_of)})
            SELECT new_id(), new_id(), new_id(), 'EUR', status, total, total, 'INV-1', 'RF1',
                '2027-01-01', '2027-01-31', 'UTC', '{{}}', '{{}}', '\\x00', noted::int[],
                CASE WHEN in_two THEN jsonb_build_array(
                    jsonb_build_object('amount', 1, 'due_on', '2027-01-11'),
                    jsonb_build_object('amount', total - 1 - withheld, 'due_on', '2027-01-31')) END,
                paid, credited, written_off, overpaid, withheld
            FROM unnest(ARRAY['draft', 'open', 'void', 'uncollectible']) AS status, generate_series(0, 3) AS total,
                generate_series(0, 3) AS paid, generate_series(0, 2) AS credited, generate_series(0, 2) AS written_off,
                generate_series(0, 1) AS overpaid, unnest(ARRAY['{{}}', '{{1}}', '{{1,2}}']) AS noted,
                unnest(ARRAY[true, false]) AS in_two,
                generate_series(0, 1) AS withheld
            WHERE paid + credited + written_off + withheld <= total AND (NOT in_two OR total > 1 + withheld)
                AND (status IN ('open', 'uncollectible') OR paid + written_off = 0)
            RETURNING *, '[]' AS lines
            """
        )
        await transaction.rollback()
    assert {case["settlement"] for case in cases} == {"unpaid", "partially_paid", "paid", "overpaid"}
    assert {(case["overdue"], case["next_overdue_on"] is None) for case in cases} == {
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    }
    for case in cases:
        # Nothing more is paid: what an invoice says of itself is computed again.
        computed = amounts.changed(cast("InvoiceRow", dict(case)))
        for name in ("settlement", "overdue", "next_overdue_on"):
            assert computed[name] == case[name], (name, case)
