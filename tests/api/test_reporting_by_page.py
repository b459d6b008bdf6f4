"""The form of the pay page by which payers report what they have paid: one report, whatever is typed and pressed."""

import asyncio
import datetime
import html
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.middleware.uploads import Places
from api.pages import refusals, reporting
from models import clock, database, ids
from models.collection import link_reports, payments
from models.errors import IdempotencyInProgress, Invalid
from models.identity.throttle import Throttle
from models.money import terms
from models.requests import idempotency
from tests.api.people import PDF, Shop
from tests.api.test_errors import pointer, problem
from tests.api.test_pay_page import BROWSER, euros, opened, path

BY_BROWSER = {"accept": BROWSER}
KEY = re.compile(r'name="key" value="([^"]+)"')
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def typed(key: str = "a" * 22, **fields: str) -> dict[str, str]:
    usual = {"method": "bank_transfer", "amount": "40.00", "paid_on": clock.now().date().isoformat()}
    return {"key": key, "reference": ""} | usual | fields


async def send(
    http: httpx.AsyncClient, invoice: dict[str, Any], *, proof: tuple[str, bytes] = ("", b""), **fields: str
) -> httpx.Response:
    headers = BY_BROWSER | {"accept-language": fields.pop("language", "en")}
    name, content = proof
    files = {"proof": (name, content, "application/octet-stream")}
    return await http.post(f"{path(invoice)}/reports", data=typed(**fields), files=files, headers=headers)


async def reported(invoice: dict[str, Any]) -> list[Any]:
    return await database.fetch(
        "SELECT id, status, method, amount, reference, effective_on, created_by FROM payments WHERE invoice_id = $1 "
        "ORDER BY id",
        ids.decode("invoice", invoice["id"]),
    )


def is_back(answer: httpx.Response, invoice: dict[str, Any]) -> bool:
    return (answer.status_code, answer.headers.get("location", "").partition("#")[0]) == (303, path(invoice))


async def test_what_is_reported_is_on_its_way_until_the_receiver_confirms_it(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    invoice = await shop.issue(10_000)
    answer = await send(http, invoice, reference=" Invoice 1 ", proof=("slip.pdf", PDF))
    assert is_back(answer, invoice), answer.text
    [payment] = await reported(invoice)
    assert (payment["status"], payment["method"], payment["amount"]) == ("reported", "bank_transfer", 4_000)
    assert (payment["reference"], payment["created_by"]) == ("Invoice 1", None)
    shown = await opened(http, invoice)
    for words in (
        f"A payment of {euros(4_000)} is on its way.",
        f"You reported a payment of {euros(4_000)} (bank transfer, ",
        "Your proof is kept with it.",
        "will confirm it.",
        f'<span class="due">{euros(6_000)}</span>',
    ):
        assert words in shown, words
    at = f"/v1/payments/{ids.encode('payment', payment['id'])}"
    assert (await shop.owner.get(f"{at}/proof")).content == PDF
    assert (await shop.owner.post(f"{at}/confirm")).json()["status"] == "succeeded"
    shown = await opened(http, invoice)
    assert "is on its way" not in shown
    assert "Paid so far" in shown


@pytest.mark.parametrize("twice", ["amount", "proof"])
async def test_a_field_that_comes_twice_is_refused_and_nothing_is_reported(
    shop: Shop, http: httpx.AsyncClient, twice: str
) -> None:
    invoice = await shop.issue()
    parts = [(name, (None, value)) for name, value in typed().items()]
    parts += [(twice, (None, "50.00"))] if twice == "amount" else [(twice, ("1.pdf", PDF)), (twice, ("2.pdf", PDF))]
    answer = await http.post(f"{path(invoice)}/reports", files=parts)
    found = problem(answer, 422, "invalid")
    assert pointer(found) == f"/{twice}"
    assert found["detail"].startswith(f"The field '{twice}' is there twice")
    page = await http.post(f"{path(invoice)}/reports", files=parts, headers=BY_BROWSER | {"accept-language": "de"})
    assert page.status_code == 422, page.text
    assert refusals.sentences("de")[Invalid] in page.text
    assert await reported(invoice) == []


async def test_the_audit_log_names_the_link_by_which_it_was_reported(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    await send(http, invoice, proof=("slip.png", PNG))
    log = await shop.owner.read(f"/v1/audit-log?receiver_id={shop.id}&limit=100")
    mine = [one for one in log["data"] if one["action"] in ("payment.reported", "payment.proof_given")]
    assert {one["action"] for one in mine} == {"payment.reported", "payment.proof_given"}
    assert {one["actor"] for one in mine} == {"pay_link"}
    assert all(one["user_id"] is None for one in mine)


async def test_a_form_that_is_sent_six_times_at_once_is_one_report(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    answers = await asyncio.gather(*(send(http, invoice, amount="100.00") for _ in range(6)))
    assert all(is_back(answer, invoice) for answer in answers), [answer.status_code for answer in answers]
    assert len(await reported(invoice)) == 1


async def test_who_comes_while_the_first_is_about_to_end_waits_for_it(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.issue()
    find, looks = idempotency.find, 0

    async def held_at_first(**named: Any) -> Any:  # Any: whatever it takes and answers
        nonlocal looks
        looks += 1
        if looks == 1:
            raise IdempotencyInProgress("The lock is given back in a moment.")
        return await find(**named)

    monkeypatch.setattr(idempotency, "find", held_at_first)
    assert is_back(await send(http, invoice), invoice)
    assert (looks, len(await reported(invoice))) == (2, 1)


async def test_the_same_form_with_other_values_is_asked_about_and_then_another_report(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    invoice = await shop.issue()
    await send(http, invoice, amount="40")
    answer = await send(http, invoice, amount="30")
    assert answer.status_code == 422
    assert "You have sent this form before" in answer.text
    assert 'value="30"' in answer.text
    [key] = KEY.findall(answer.text)
    assert is_back(await send(http, invoice, amount="30", key=key), invoice)
    assert [payment["amount"] for payment in await reported(invoice)] == [4_000, 3_000]


async def test_each_page_has_a_form_of_its_own_filled_in_with_what_is_left(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue(123_450)
    one, other = [await opened(http, invoice, **{"accept-language": "de"}) for _ in range(2)]
    assert KEY.findall(one) != KEY.findall(other)
    assert re.search(r'<input [^>]*name="amount"[^>]* value="1\.234,50"', one)
    assert is_back(await send(http, invoice, amount="1.234,50", language="de"), invoice)
    assert (await reported(invoice))[0]["amount"] == 123_450


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("method", "card", "Choose how you have paid."),
        ("method", "", "Choose how you have paid."),
        ("amount", "40,00", "Write the amount like this: 100.00"),
        ("amount", "0", "Write the amount like this"),
        ("amount", "-40", "Write the amount like this"),
        ("amount", "<script>", "Write the amount like this"),
        ("amount", "100.01", "No more than €100.00 is left to be paid."),
        ("amount", "9" * 16, "No more than €100.00 is left to be paid."),
        ("paid_on", "2999-01-01", "This day is yet to come."),
        ("paid_on", "1999-12-31", "This day is too long ago."),
        ("paid_on", "2026-02-30", "Choose the day on which you have paid."),
        ("paid_on", "20260201", "Choose the day on which you have paid."),
        ("paid_on", "2026-02-01T00:00:00", "Choose the day on which you have paid."),
        ("paid_on", " ", "Choose the day on which you have paid."),
        ("reference", "x" * 141, "This is too long"),
        ("reference", "x\0", "This is too long"),
        ("reference", "x" * 10_000, "This is too long"),
        ("reference", "4111 1111 1111 1111", "This looks like the number of a card."),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_is_kept(
    shop: Shop, http: httpx.AsyncClient, field: str, value: str, sentence: str
) -> None:
    invoice = await shop.issue()
    answer = await send(http, invoice, **{"reference": "kept", field: value})
    assert answer.status_code == 422
    assert f'<p class="wrong" id="{field}-error">' in answer.text
    assert sentence in html.unescape(answer.text)
    assert "Nothing was reported yet." in answer.text
    assert 'aria-invalid="true" aria-describedby="' + field in answer.text
    assert "<details" in answer.text
    assert " open>" in answer.text
    if field != "reference":
        assert 'value="kept"' in answer.text
    if field not in ("method", "reference"):
        assert f'value="{html.escape(value)}"' in answer.text
    assert "<script>" not in answer.text
    assert await reported(invoice) == []


async def test_the_day_is_the_one_where_the_receiver_is_also_once_the_zone_of_the_issue_is_not_known(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path_of_shop = f"/v1/receivers/{shop.receiver['id']}"
    assert (await shop.owner.patch(path_of_shop, {"time_zone": "America/Coyhaique"})).status_code == 200
    invoice, other = await shop.issue(), await shop.issue()
    assert (await shop.owner.patch(path_of_shop, {"time_zone": "Pacific/Kiritimati"})).status_code == 200
    monkeypatch.setattr(terms, "TIME_ZONES", terms.TIME_ZONES - {"America/Coyhaique"})
    with clock.moved_to(clock.now().replace(hour=11) + datetime.timedelta(days=1)):
        today = clock.now().date() + datetime.timedelta(days=1)
        assert f'max="{today}"' in await opened(http, invoice)
        answer = await send(http, invoice, paid_on=str(today + datetime.timedelta(days=1)))
        assert "This day is yet to come." in answer.text
        assert is_back(await send(http, invoice, paid_on=str(today)), invoice)
    assert (await shop.owner.patch(path_of_shop, {"time_zone": "Pacific/Pago_Pago"})).status_code == 200
    with clock.moved_to(clock.now().replace(hour=10) + datetime.timedelta(days=1)):
        answer = await send(http, other, paid_on=str(clock.now().date()))
        assert (answer.status_code, "This day is yet to come." in answer.text) == (422, True)
        assert 'value="40.00"' in answer.text
    assert [payment["effective_on"] for payment in await reported(invoice)] == [today]


async def test_what_only_the_operation_refuses_keeps_what_was_typed(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> None:
        raise Invalid("The canary is wrong.", pointer="/canary")

    invoice = await shop.issue()
    monkeypatch.setattr(payments, "create", refused)
    answer = await send(http, invoice, reference="kept")
    assert answer.status_code == 422
    assert "canary" not in answer.text
    assert 'value="kept"' in answer.text
    assert refusals.sentences("en")[Invalid] in answer.text


@pytest.mark.parametrize(
    "proof", [("slip.pdf", b"GIF89a"), ("slip.pdf", b""), ("table.csv", b"a;b\n1;2\n"), ("x.svg", b"<svg onload=x>")]
)
async def test_a_proof_is_what_its_bytes_are(shop: Shop, http: httpx.AsyncClient, proof: tuple[str, bytes]) -> None:
    invoice = await shop.issue()
    answer = await send(http, invoice, proof=proof)
    assert answer.status_code == 422
    assert "Choose a PDF, a PNG or a JPEG of up to 10 MB." in answer.text
    assert "Choose the file again." in answer.text
    assert await reported(invoice) == []


async def test_a_proof_that_is_too_large_is_told_so(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    answer = await send(http, invoice, proof=("slip.pdf", PDF + bytes(10_000_000 - len(PDF))))
    assert is_back(answer, invoice)
    other = await shop.issue()
    answer = await send(http, other, proof=("slip.pdf", PDF + bytes(11_000_000)))
    assert (answer.status_code, "This file is too large" in answer.text) == (413, True)
    assert f'href="{path(other)}"' in answer.text
    assert await reported(other) == []


async def test_who_reports_what_was_paid_meanwhile_is_told_so(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=9_000)
    answer = await send(http, invoice, amount="40")
    assert answer.status_code == 422
    assert "No more than €10.00 is left to be paid." in answer.text
    await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=1_000)
    answer = await send(http, invoice, amount="40")
    assert answer.status_code == 409
    assert "Nothing was reported. Nothing is left to be paid on this invoice now" in answer.text
    assert "This invoice is paid. Thank you." in answer.text
    void = await shop.issue()
    await shop.owner.post(f"/v1/invoices/{void['id']}/void")
    answer = await send(http, void)
    assert (answer.status_code, "declared void" in answer.text) == (409, True)
    assert len(await reported(invoice)) == 2


async def test_a_report_that_was_rejected_is_told_with_its_reason_until_something_newer_comes(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    invoice = await shop.issue()
    await send(http, invoice)
    [payment] = await reported(invoice)
    at = f"/v1/payments/{ids.encode('payment', payment['id'])}"
    await shop.owner.post(f"{at}/reject", {"reason": "Nothing came. <b>Look</b> again."})
    shown = await opened(http, invoice)
    assert f"has not found the {euros(4_000)} by bank transfer" in shown
    assert "Nothing came. &lt;b&gt;Look&lt;/b&gt; again." in shown
    await send(http, invoice, key="b" * 22)
    shown = await opened(http, invoice)
    assert "has not found" not in shown
    assert "You reported" in shown


async def test_an_invoice_has_a_bounded_number_of_reports(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.issue()
    for number in range(link_reports.WAITING_MAX):
        assert is_back(await send(http, invoice, amount="1", key=f"{number}" * 22), invoice)
    answer = await send(http, invoice, amount="1", key="z" * 22)
    assert answer.status_code == 409
    assert "Ask who sent you the invoice about what was reported before." in answer.text
    for payment in await reported(invoice):
        at = f"/v1/payments/{ids.encode('payment', payment['id'])}"
        assert (await shop.owner.post(f"{at}/reject", {"reason": "No."})).status_code == 200
    monkeypatch.setattr(link_reports, "REPORTS_MAX", link_reports.WAITING_MAX)
    assert (await send(http, invoice, amount="1", key="z" * 22)).status_code == 409


async def test_a_link_reports_only_so_often(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "REPORTS", Throttle(name="report_by_link", burst=2, per_minute=1))
    invoice, other = await shop.issue(), await shop.issue()
    for _ in range(2):
        assert (await send(http, invoice, amount="nothing")).status_code == 422
    answer = await send(http, invoice)
    assert (answer.status_code, "This was sent too often." in answer.text) == (429, True)
    assert 'value="40.00"' in answer.text
    assert await reported(invoice) == []
    assert is_back(await send(http, other), other)


LARGE_PROOF = ("slip.pdf", PDF + bytes(reporting.SMALL_BYTES))


async def send_slowly(
    http: httpx.AsyncClient, invoice: dict[str, Any], *, begun: asyncio.Event, may_end: asyncio.Event
) -> httpx.Response:
    """Sends a report with a file, whose last piece comes once it may."""
    files = {"proof": (*LARGE_PROOF, "application/octet-stream")}
    whole = http.build_request("POST", f"{path(invoice)}/reports", data=typed(key="s" * 22), files=files)
    body = whole.read()

    async def pieces() -> AsyncIterator[bytes]:
        yield body[:1_000]
        begun.set()
        await may_end.wait()
        yield body[1_000:]

    headers = BY_BROWSER | {"content-type": whole.headers["content-type"]}
    return await http.post(whole.url, content=pieces(), headers=headers)


@pytest.mark.parametrize("is_held", ["while it comes", "while it is written"])
async def test_large_forms_are_taken_a_few_at_a_time_until_they_are_answered(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, is_held: str
) -> None:
    places = Places(2, of_one_max=1)
    monkeypatch.setattr(reporting, "LARGE", places)
    begun, may_end, comes_at_once = asyncio.Event(), asyncio.Event(), asyncio.Event()
    comes_at_once.set()
    write = link_reports.report

    async def write_slowly(*given: Any) -> Any:  # Any: whatever it takes and answers
        monkeypatch.setattr(link_reports, "report", write)
        begun.set()
        await may_end.wait()
        return await write(*given)

    one, other = await shop.issue(), await shop.issue()
    if is_held == "while it comes":
        held = asyncio.create_task(send_slowly(http, one, begun=begun, may_end=may_end))
    else:
        monkeypatch.setattr(link_reports, "report", write_slowly)
        held = asyncio.create_task(send_slowly(http, one, begun=asyncio.Event(), may_end=comes_at_once))
    await asyncio.wait_for(begun.wait(), 10)

    answer = await send(http, one, proof=LARGE_PROOF)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Look at the invoice before you try again" in answer.text
    assert is_back(await send(http, other, proof=LARGE_PROOF), other)
    assert is_back(await send(http, one, amount="1", proof=("slip.pdf", PDF)), one), "a small one needs no place"

    may_end.set()
    assert is_back(await held, one)
    assert is_back(await send(http, one, amount="1", key="l" * 22, proof=LARGE_PROOF), one)
    assert not places.held
    assert len(await reported(one)) == 3


async def test_the_large_forms_of_all_links_are_bounded(
    shop: Shop, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "LARGE", Places(1))
    begun, may_end = asyncio.Event(), asyncio.Event()
    one, other = await shop.issue(), await shop.issue()
    held = asyncio.create_task(send_slowly(http, one, begun=begun, may_end=may_end))
    await asyncio.wait_for(begun.wait(), 10)
    assert (await send(http, other, proof=LARGE_PROOF)).status_code == 503
    may_end.set()
    assert is_back(await held, one)
    assert is_back(await send(http, other, proof=LARGE_PROOF), other)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"amount=1", 415),
        ("multipart/form-data", b"", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--", 400),
        (
            "multipart/form-data; boundary=x",
            b"".join(b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\na\r\n' % n for n in range(21))
            + b"--x--",
            400,
        ),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    shop: Shop, http: httpx.AsyncClient, content_type: str, body: bytes, status: int
) -> None:
    invoice = await shop.issue()
    headers = BY_BROWSER | {"content-type": content_type}
    answer = await http.post(f"{path(invoice)}/reports", content=body, headers=headers)
    assert answer.status_code == status
    assert (await http.post("/pay/nobodys/reports", content=body, headers=headers)).status_code == 404
    assert await reported(invoice) == []


async def test_the_address_of_the_form_leads_to_the_invoice(shop: Shop, http: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    assert is_back(await http.get(f"{path(invoice)}/reports", headers=BY_BROWSER), invoice)


async def test_the_receipt_is_on_the_page_once_it_is_issued_and_names_no_other_invoice(
    shop: Shop, http: httpx.AsyncClient
) -> None:
    invoice, other = await shop.issue(), await shop.issue()
    payment = await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    shown = await opened(http, invoice)
    assert "data-watch" in shown, "it is issued within seconds"
    assert "Download the receipt" not in shown
    before = (await http.get(f"{path(invoice)}/state")).text
    receipt = await shop.owner.read(f"/v1/payments/{payment['id']}/receipt")
    assert (await http.get(f"{path(invoice)}/state")).text != before
    shown = await opened(http, invoice)
    assert f"Download the receipt {receipt['number']} as PDF" in shown
    assert f'href="{path(invoice)}/receipts/{payment["id"]}"' in shown
    assert "data-watch" not in shown
    assert (await http.get(f"{path(other)}/receipts/{payment['id']}")).status_code == 404
    parts = [{"invoice_id": other["id"], "amount": 5_000}]
    split = await shop.owner.make("/v1/payments", allocations=parts, method="cash")
    await shop.owner.read(f"/v1/payments/{split['id']}/receipt")
    assert "Download the receipt" not in await opened(http, other)
