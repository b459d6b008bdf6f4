"""Reports over HTTP: what has to be asked, JSON or a table, and what is wrong with a question."""

import csv
import io

import httpx
import pytest

from tests.api.people import Person, Shop

HEADS = {
    "ageing": "payer_id,payer_name,currency,amount,current,1_30,31_60,61_90,over_90,credit",
    "summary": "from,to,currency,invoiced,credited,collected,reversed,refunded,written_off,outstanding,credit,"
    "days_to_pay",
    "journal": "date,transaction_id,kind,account_code,account_name,gateway_account_id,payer_id,party,document_number,"
    "invoice_number,debit,credit,currency,memo,source_id",
    "statement": "date,kind,number,reference,currency,debit,credit,balance,transaction_id,source_id",
}


def path_of(shop: Shop, name: str) -> str:
    return f"/v1/reports/{name}?" + (
        f"payer_id={shop.payer['id']}" if name == "statement" else f"receiver_id={shop.id}"
    )


async def test_ageing_is_by_payer_with_totals(shop: Shop) -> None:
    invoice = await shop.issue(payment_terms_days=0)
    told = await shop.owner.read(f"{path_of(shop, 'ageing')}&as_of=2035-01-01")
    buckets = {"current": 0, "1_30": 0, "31_60": 0, "61_90": 0, "over_90": 10_000}
    of_all = {"currency": invoice["currency"], "amount": 10_000, "buckets": buckets, "credit": 0}
    assert told == {
        "object": "ageing",
        "receiver_id": shop.id,
        "as_of": "2035-01-01",
        "known_at": None,
        "totals": [of_all],
        "data": [of_all | {"payer_id": shop.payer["id"], "payer_name": "Grace"}],
        "has_more": False,
        "next_cursor": None,
    }
    unknown = await shop.owner.read(f"{path_of(shop, 'ageing')}&known_at=2020-01-01T00:00:00Z")
    assert (unknown["totals"], unknown["known_at"]) == ([], "2020-01-01T00:00:00Z")


async def test_a_statement_is_read_by_the_payer_too(shop: Shop) -> None:
    invoice = await shop.issue()
    for person in (shop.owner, await shop.payer_login()):
        told = await person.read(f"{path_of(shop, 'statement')}&from={invoice['issued_on']}&to=2035-01-01")
        assert (told["from"], told["to"]) == (invoice["issued_on"], "2035-01-01")
        assert told["balances"] == [
            {
                "currency": invoice["currency"],
                "opening_balance": 0,
                "debit": 10_000,
                "credit": 0,
                "closing_balance": 10_000,
            }
        ]
        assert [(line["number"], line["debit"], line["balance"]) for line in told["data"]] == [
            (invoice["number"], 10_000, 10_000)
        ]


async def test_a_summary_is_of_this_year_unless_days_are_given(shop: Shop) -> None:
    invoice = await shop.issue()
    year = invoice["issued_on"][:4]
    told = await shop.owner.read(f"{path_of(shop, 'summary')}&to={invoice['issued_on']}")
    nothing = dict.fromkeys(("credited", "collected", "reversed", "refunded", "written_off", "credit"), 0)
    assert told == {
        "object": "summary",
        "receiver_id": shop.id,
        "from": f"{year}-01-01",
        "to": invoice["issued_on"],
        "totals": [
            nothing | {"currency": invoice["currency"], "invoiced": 10_000, "outstanding": 10_000, "days_to_pay": None},
        ],
    }


@pytest.mark.parametrize("name", HEADS)
async def test_each_is_a_table_for_who_asks_for_one(shop: Shop, name: str) -> None:
    await shop.issue()
    answer = await shop.owner.get(path_of(shop, name), accept="text/csv")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; header=present; charset=utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert answer.text.split("\r\n")[0] == HEADS[name]
    assert list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
    paged = await shop.owner.get(f"{path_of(shop, name)}&limit=5", accept="text/csv")
    assert (paged.status_code, paged.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("name", HEADS)
async def test_a_table_of_others_is_as_if_it_were_not(shop: Shop, stranger: Person, name: str) -> None:
    await shop.issue()
    for accept in ("text/csv", "application/json"):
        answer = await stranger.get(path_of(shop, name), accept=accept)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "The parameter receiver_id is missing: this cannot be answered without it."),
        ("receiver_id={id}&as_of=yesterday", "The parameter as_of: "),
        ("receiver_id={id}&as_of=0202-01-01", "0202-01-01 is out of range: give a day from 2000-01-01 to 2199-12-31."),
        ("receiver_id={id}&known_at=2026-01-01T00:00:00", "The parameter known_at needs a time zone"),
        ("receiver_id={id}&after=inv_1", "The parameter after is not a cursor of this list"),
    ],
)
async def test_what_makes_no_sense_is_said(shop: Shop, http: httpx.AsyncClient, query: str, detail: str) -> None:
    answer = await shop.owner.get(f"/v1/reports/ageing?{query.format(id=shop.id)}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["detail"].startswith(detail), answer.text
