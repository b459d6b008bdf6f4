"""What payers and receivers see and do by pages: the API's own rules, lists and rights, and nothing done twice."""

import asyncio
import datetime
import re
import uuid

import httpx
import pytest

from api import cookies
from models import clock, database, ids
from tests.api import people, visitors
from tests.api.people import Shop
from tests.api.visitors import hidden, log_in
from tests.books import mark_all_overdue
from tests.hostile_names import HOSTILE
from tests.models.identity.logged_in import fresh_email, mailed_token

MARKUP = HOSTILE["html"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
async def owner(shop: Shop) -> httpx.AsyncClient:
    return await log_in(shop.owner)


def record_path(invoice: dict[str, object]) -> str:
    return f"/account/invoices/{invoice['id']}/payments"


async def payments_of(shop: Shop, invoice: dict[str, object]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await shop.owner.read(f"/v1/payments?invoice_id={invoice['id']}"))["data"]
    return found


async def reported(shop: Shop, amount: int = 10_000, **fields: object) -> dict[str, object]:
    """A payment that the payer says they have made."""
    payer, invoice = await shop.payer_login(), await shop.issue(amount)
    return await payer.make(
        "/v1/payments",
        invoice_id=invoice["id"],
        method="bank_transfer",
        amount=amount,
        **{"reference": "TRF 1"} | fields,
    )


def told_in(browser: httpx.AsyncClient, what: str) -> str:
    """The word by which a page of this browser's session tells what was done."""
    return cookies.told(browser.cookies["session"], what)


async def test_a_payer_sees_what_is_due_and_what_is_paid(shop: Shop) -> None:
    due, paid = await shop.issue(12_345), await shop.issue(500)
    await shop.owner.make("/v1/payments", invoice_id=paid["id"], method="cash")
    draft = await shop.draft(777)
    browser = await log_in(await shop.payer_login())
    page = await browser.get("/account/owing")
    assert page.status_code == 200, page.text
    assert due["number"] in page.text
    assert "€123.45" in page.text
    assert "/pay/" in page.text
    assert paid["number"] not in page.text
    assert "€7.77" not in page.text, draft["id"]
    page = await browser.get("/account/owing?show=paid")
    assert paid["number"] in page.text
    assert due["number"] not in page.text


async def test_a_receivers_own_invoices_are_not_what_its_owner_owes(shop: Shop, http: httpx.AsyncClient) -> None:
    both = await people.open_shop(http)
    await database.execute(
        "UPDATE payers SET user_id = $2 WHERE id = $1", ids.decode("payer", shop.payer["id"]), both.owner.id
    )
    await shop.issue(1_111)
    owned = await both.issue(2_222)
    browser = await log_in(both.owner)
    home = await browser.get("/account")
    assert "/account/owing?payer=" + shop.payer["id"] in home.text
    assert "/account/receivers/" + both.id in home.text
    page = await browser.get("/account/owing")
    assert ("€11.11" in page.text, "€22.22" in page.text) == (True, False)
    page = await browser.get(f"/account/receivers/{both.id}")
    assert ("€22.22" in page.text, "€11.11" in page.text) == (True, False)
    assert owned["id"] in page.text


async def test_lists_have_pages(shop: Shop, owner: httpx.AsyncClient) -> None:
    numbers = {(await shop.issue(100 + n))["number"] for n in range(22)}
    seen: set[str] = set()
    path: str | None = f"/account/receivers/{shop.id}"
    for _ in range(3):
        if path is None:
            break
        page = await owner.get(path)
        seen |= {number for number in numbers if f"<bdi>{number}</bdi>" in page.text}
        older = re.search(r'href="([^"]*after=[^"]*)"', page.text)
        path = older[1].replace("&amp;", "&") if older else None
    assert seen == numbers
    assert (await owner.get(f"/account/receivers/{shop.id}?after=nonsense")).status_code == 422


async def test_what_is_overdue_stands_by_itself(shop: Shop, owner: httpx.AsyncClient) -> None:
    # Numbers go with dates, so what is late was issued first.
    with clock.moved_to(datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)):
        late = await shop.issue(100)
    early = await shop.issue(200)
    await mark_all_overdue()
    page = await owner.get(f"/account/receivers/{shop.id}?show=overdue")
    assert late["number"] in page.text
    assert "Overdue</strong>" in page.text
    assert early["number"] not in page.text


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("de", "1.234,50", 123_450),
        ("en", "1,234.5", 123_450),
        ("es", "1 234,50 €", 123_450),
        ("hi", "१,२३४.५०", 123_450),
    ],
)
async def test_an_amount_is_typed_as_people_write_it(
    shop: Shop, owner: httpx.AsyncClient, language: str, typed: str, amount: int
) -> None:
    invoice = await shop.issue(amount)
    path, told = record_path(invoice), {"accept-language": language}
    page = await owner.get(path, headers=told)
    form = hidden(page, path) | {"method": "cash", "amount": typed, "received_on": "", "reference": "Till 4"}
    answer = await owner.post(path, data=form, headers=told)
    assert (answer.status_code, answer.headers.get("location")) == (
        303,
        f"/account/receivers/{shop.id}?show=open&done={told_in(owner, 'recorded')}",
    ), answer.text
    [payment] = await payments_of(shop, invoice)
    assert (payment["amount"], payment["method"], payment["reference"]) == (amount, "cash", "Till 4")
    assert payment["status"] == "succeeded"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "1.5.0"),
        ("amount", "12,345"),
        ("amount", "-5"),
        ("amount", "0"),
        ("amount", ""),
        ("amount", "1e9"),
        ("amount", "9" * 18),
        ("amount", "1" + ".000" * 2_000),
        ("received_on", "2099-01-01"),
        ("received_on", "yesterday"),
        ("received_on", "0202-01-01"),
        ("method", "card"),
        ("method", ""),
        ("reference", "x" * 10_000),
        ("reference", "4111 1111 1111 1111"),
    ],
)
async def test_what_is_wrong_is_marked_and_the_form_stays_as_typed(
    shop: Shop, owner: httpx.AsyncClient, field: str, value: str
) -> None:
    invoice = await shop.issue()
    path = record_path(invoice)
    told = {"accept-language": "de"}
    form = hidden(await owner.get(path, headers=told), path)
    typed = {"method": "cheque", "amount": "12,30", "received_on": "2026-01-02", "reference": MARKUP} | {field: value}
    answer = await owner.post(path, data=form | typed, headers=told)
    assert answer.status_code == 422, answer.text
    marked = [line for line in answer.text.splitlines() if "aria-invalid" in line]
    assert len(marked) == 1
    assert f"{field}-error" in marked[0]
    assert f'id="{field}-error"' in answer.text
    if field != "amount":
        assert 'value="12,30"' in answer.text
    assert "<script>" not in answer.text
    assert await payments_of(shop, invoice) == []
    # What was refused was not done: the form that is shown again works.
    right = {"method": "cheque", "amount": "12,30", "received_on": "", "reference": ""}
    assert (await owner.post(path, data=hidden(answer, path) | right, headers=told)).status_code == 303


async def test_what_was_done_is_told_by_us_alone(shop: Shop, owner: httpx.AsyncClient) -> None:
    for word, sentence in (("recorded", "The payment is recorded."), ("confirmed", "The payment is confirmed.")):
        address = f"/account/receivers/{shop.id}?done="
        ours = told_in(owner, word)
        assert sentence in (await owner.get(address + ours)).text
        other = cookies.told("another session", word)
        for forged in (word, f"{word}-", ours[:-1], other, f"rejected-{ours.partition('-')[2]}", "%C3%BC", ""):
            assert 'class="success"' not in (await owner.get(address + forged)).text, forged


async def test_pressing_twice_records_one(shop: Shop, owner: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    path = record_path(invoice)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": "10.00"}
    answers = await asyncio.gather(*(owner.post(path, data=form) for _ in range(3)))
    answers.append(await owner.post(path, data=form))
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {
        (303, f"/account/receivers/{shop.id}?show=open&done={told_in(owner, 'recorded')}")
    }
    assert [payment["amount"] for payment in await payments_of(shop, invoice)] == [1_000]
    other = await owner.post(path, data=form | {"amount": "11.00"})
    assert other.status_code == 422
    assert len(await payments_of(shop, invoice)) == 1
    again = hidden(await owner.get(path), path) | {"method": "cash", "amount": "10.00"}
    assert (await owner.post(path, data=again)).status_code == 303, "another form is another payment"
    assert len(await payments_of(shop, invoice)) == 2


async def test_what_became_impossible_meanwhile_is_said(shop: Shop, owner: httpx.AsyncClient) -> None:
    invoice = await shop.issue()
    path = record_path(invoice)
    form = hidden(await owner.get(path), path) | {"method": "cash", "amount": "10.00"}
    assert (await shop.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200
    answer = await owner.post(path, data=form)
    assert answer.status_code == 422
    assert "Nothing was recorded." in answer.text


async def test_a_report_is_confirmed_beside_its_proof(shop: Shop, owner: httpx.AsyncClient) -> None:
    payment = await reported(shop, reference=MARKUP)
    path = f"/account/payments/{payment['id']}"
    listed = await owner.get(f"/account/receivers/{shop.id}?show=reported")
    assert path in listed.text
    assert "<script>alert" not in listed.text
    page = await owner.get(path)
    assert "The payer has sent no proof." in page.text
    assert "<script>alert" not in page.text
    form = hidden(page, path) | {"decision": "confirm", "amount": "90.00", "received_on": ""}
    answers = [await owner.post(path, data=form) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {
        f"/account/receivers/{shop.id}?show=reported&done={told_in(owner, 'confirmed')}"
    }
    found = await shop.owner.read(f"/v1/payments/{payment['id']}")
    assert (found["status"], found["amount"]) == ("succeeded", 9_000)
    late = await owner.get(path)
    assert "does not wait for you any more" in late.text


async def test_a_report_is_rejected_with_a_reason(shop: Shop, owner: httpx.AsyncClient) -> None:
    payment = await reported(shop)
    path = f"/account/payments/{payment['id']}"
    page = await owner.get(path)
    empty = await owner.post(path, data=hidden(page, path) | {"decision": "reject", "reason": " "})
    assert empty.status_code == 422
    assert 'aria-describedby="reason-error"' in empty.text
    neither = await owner.post(path, data=hidden(page, path) | {"decision": "keep"})
    assert neither.status_code == 422
    form = hidden(empty, path) | {"decision": "reject", "reason": "Nothing on the statement.\r\nLook again."}
    assert (await owner.post(path, data=form)).status_code == 303
    found = await shop.owner.read(f"/v1/payments/{payment['id']}")
    assert found["status"] == "rejected"
    confirmed = await owner.post(path, data=hidden(empty, path) | {"decision": "confirm", "amount": "100.00"})
    assert confirmed.status_code == 422, "it has been decided"


async def test_a_picture_is_shown_as_a_picture_and_everything_is_saved(shop: Shop, owner: httpx.AsyncClient) -> None:
    payer = await shop.payer_login()
    invoice = await shop.issue()
    payment = await payer.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=100)
    path = f"/account/payments/{payment['id']}"
    assert (await owner.get(f"{path}/proof")).status_code == 404
    for content, media_type, pictures in ((people.PDF, "application/pdf", 0), (PNG, "image/png", 1)):
        put = await payer.put(f"/v1/payments/{payment['id']}/proof", people.form(content, "<img src=x>"))
        assert put.is_success, put.text
        page = await owner.get(path)
        assert page.text.count("<img") == page.text.count(f'src="{path}/proof"') == pictures
        assert f'href="{path}/proof"' in page.text
        answer = await owner.get(f"{path}/proof", headers={"accept": "image/avif,*/*"})
        assert answer.content == content
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_stranger_finds_nothing_and_says_nothing(shop: Shop, http: httpx.AsyncClient) -> None:
    payment = await reported(shop)
    invoice = await shop.issue()
    stranger = await log_in(await people.register(http))
    token = hidden(await stranger.get("/account"), "/account/logout")
    paths = (
        f"/account/receivers/{shop.id}",
        record_path(invoice),
        f"/account/payments/{payment['id']}",
        f"/account/payments/{payment['id']}/proof",
    )
    for path in paths:
        unknown = re.sub(r"(rcv|inv|pay)_[a-z0-9]+", lambda found: f"{found[1]}_01m82k3840fgbb2w47db4r4d7d", path)
        answer, never = await stranger.get(path), await stranger.get(unknown)
        assert (answer.status_code, answer.text) == (never.status_code, never.text) == (404, never.text)
    for path in paths[1:3]:
        form = token | {"decision": "confirm", "method": "cash", "amount": "1.00"}
        assert (await stranger.post(path, data=form)).status_code == 404
    assert (await stranger.get(f"/account/owing?payer={shop.payer['id']}")).text.count("<tbody>") == 0
    assert (await shop.owner.read(f"/v1/payments/{payment['id']}"))["status"] == "reported"


async def test_a_payer_decides_nothing_about_their_own_payment(shop: Shop) -> None:
    payer = await shop.payer_login()
    invoice = await shop.issue()
    payment = await payer.make("/v1/payments", invoice_id=invoice["id"], method="cash", amount=100)
    browser = await log_in(payer)
    token = hidden(await browser.get("/account"), "/account/logout")
    for path in (record_path(invoice), f"/account/payments/{payment['id']}"):
        assert (await browser.get(path)).status_code == 403
        answer = await browser.post(path, data=token | {"decision": "confirm", "method": "cash", "amount": "1.00"})
        assert answer.status_code == 403
    assert (await browser.get(f"/account/payments/{payment['id']}/proof")).status_code == 403
    assert (await shop.owner.read(f"/v1/payments/{payment['id']}"))["status"] == "reported"
    assert len(await payments_of(shop, invoice)) == 1


async def test_a_viewer_looks_and_records_nothing(shop: Shop) -> None:
    invoice = await shop.issue()
    browser = await log_in(await shop.member("viewer"))
    page = await browser.get(f"/account/receivers/{shop.id}")
    assert invoice["number"] in page.text
    assert "Record a payment" not in page.text
    token = hidden(page, "/account/logout")
    assert (await browser.get(record_path(invoice))).status_code == 403
    assert (
        await browser.post(record_path(invoice), data=token | {"method": "cash", "amount": "1.00"})
    ).status_code == 403


async def test_forms_of_money_need_the_token_of_the_session(shop: Shop, owner: httpx.AsyncClient) -> None:
    invoice, payment = await shop.issue(), await reported(shop)
    for path in (record_path(invoice), f"/account/payments/{payment['id']}"):
        form = hidden(await owner.get(path), path) | {"decision": "confirm", "method": "cash", "amount": "1.00"}
        assert (await owner.post(path, data=form | {"form_token": "x"})).status_code == 403
        assert (await owner.post(path, data=form, headers={"sec-fetch-site": "cross-site"})).status_code == 403
        bearer = {"authorization": f"Bearer {shop.owner.token}"}
        async with visitors.open_browser() as other:
            answer = await other.post(path, data=form, headers=bearer)
            assert (answer.status_code, answer.headers["location"][:14]) == (303, "/account/login")
    assert await payments_of(shop, invoice) == []


async def test_names_of_others_are_no_markup(http: httpx.AsyncClient) -> None:
    shop = await people.open_shop(http)
    assert (await shop.owner.patch(f"/v1/receivers/{shop.id}", {"name": MARKUP})).status_code == 200
    assert (await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", {"name": MARKUP})).status_code == 200
    invoice = await shop.issue()
    payer = await shop.payer_login()
    owner, owing = await log_in(shop.owner), await log_in(payer)
    for browser, path in (
        (owner, "/account"),
        (owner, f"/account/receivers/{shop.id}"),
        (owner, record_path(invoice)),
        (owing, "/account"),
        (owing, "/account/owing"),
    ):
        page = await browser.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


async def test_an_invitation_is_accepted_once(shop: Shop, http: httpx.AsyncClient) -> None:
    email, person = fresh_email(), await people.register(http)
    await shop.owner.make(f"/v1/payers/{shop.payer['id']}/invitations", email=email)
    token = await mailed_token(email, kind="invite_payer")
    browser = await log_in(person)
    page = await browser.get("/account/invitation")
    form = hidden(page, "/account/invitation") | {"token": token}
    answer = await browser.post("/account/invitation", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/account?done={told_in(browser, 'payer')}"), (
        answer.text
    )
    assert "can see and pay your invoices" in (await browser.get(answer.headers["location"])).text
    assert "/account/owing" in (await browser.get("/account")).text
    again = await browser.post("/account/invitation", data=form)
    assert again.status_code == 422
    assert token not in again.text
    assert (await browser.post("/account/invitation", data=form | {"token": str(uuid.uuid4())})).status_code == 422


async def test_who_is_not_logged_in_is_asked_to_before_they_accept() -> None:
    async with visitors.open_browser() as browser:
        page = await browser.get("/account/invitation")
        assert "/account/login?next=/account/invitation" in page.text
        assert "<form" not in page.text
