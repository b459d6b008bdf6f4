"""Documents over HTTP: whoever may read something may have it in PDF, as it was issued, and nobody else may."""

import asyncio
import contextlib
import datetime
import hashlib
import io
import time
from collections.abc import AsyncIterator
from typing import Any

import pikepdf
import pytest

import tasks.app
import tasks.documents
from models import clock, database, ids, work
from models.documents import debit_notes, making, storage
from models.documents import statements as composing
from models.documents.fonts import Fonts
from models.tables.documents import Document
from models.webhooks import feed
from tests.api.people import Person, Shop, open_shop
from tests.einvoices import findings

ADDRESS = {"line1": "Hauptstraße 1", "city": "Berlin", "postal_code": "10115"}
VAT = {"name": "VAT", "percent": "19", "category": "S"}
LINES = [{"description": "Kitchen", "unit_price": "1190", "taxes": [VAT]}]
AS_PDF = {"accept": "application/pdf"}


@pytest.fixture
async def worker(pool: None) -> AsyncIterator[None]:
    """Somebody who makes what is asked for, as a worker does."""

    async def work() -> None:
        while True:
            await making.make_due(seconds_max=60)
            await asyncio.sleep(0.01)

    task = asyncio.create_task(work())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def seller(shop: Shop) -> Shop:
    """A receiver and a payer with all that an e-invoice wants."""
    of_receiver = {
        "address": ADDRESS,
        "country": "DE",
        "tax_id": "DE136695976",
        "bank_account": "DE89370400440532013000",
    }
    for path, fields in (
        (f"/v1/receivers/{shop.id}", of_receiver),
        (f"/v1/payers/{shop.payer['id']}", {"address": {"city": "Paris"}, "country": "FR"}),
    ):
        assert (await shop.owner.patch(path, fields)).status_code == 200
    return shop


def path(document: dict[str, Any]) -> str:
    kind = "invoices" if document["object"] == "invoice" else "credit-notes"
    return f"/v1/{kind}/{document['id']}/pdf"


async def paid(shop: Shop, invoice: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return await shop.owner.make("/v1/payments", invoice_id=invoice["id"], method="cash", **fields)


@pytest.mark.usefixtures("worker")
async def test_an_issued_invoice_is_a_document_to_be_saved(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    answer = await seller.owner.get(path(invoice))
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF-1.7")
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith(f'attachment; filename="{invoice["number"]}.pdf"')
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    head = await seller.owner.send("HEAD", path(invoice))
    assert (head.status_code, head.content) == (200, b"")
    assert (head.headers["etag"], head.headers["content-length"]) == (headers["etag"], str(len(answer.content)))


@pytest.mark.usefixtures("worker")
async def test_the_e_invoice_is_inside(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    note = await seller.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=500, reason="Broken.")
    for document in (invoice, note):
        answer = await seller.owner.get(path(document))
        with pikepdf.open(io.BytesIO(answer.content)) as opened:
            attached = opened.attachments["factur-x.xml"].get_file().read_bytes()
        xml = await seller.owner.get(f"{path(document).removesuffix('pdf')}xml?format=cii")
        assert attached == xml.content
        assert findings(attached, "cii") == []


@pytest.mark.usefixtures("worker")
async def test_what_cannot_be_an_e_invoice_is_a_document_without_one(shop: Shop) -> None:
    answer = await shop.owner.get(path(await shop.issue()))
    assert answer.status_code == 200, answer.text
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        assert not opened.attachments


@pytest.mark.usefixtures("worker")
async def test_what_happens_later_changes_no_byte(seller: Shop) -> None:
    invoice = await seller.issue(lines=LINES)
    before = (await seller.owner.get(path(invoice))).content
    await paid(seller, invoice, amount=100)
    await seller.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=500, reason="It was broken.")
    elsewhere = {"name": "Another name", "country": None, "tax_id": None}
    for address in (f"/v1/receivers/{seller.id}", f"/v1/payers/{seller.payer['id']}"):
        assert (await seller.owner.patch(address, elsewhere)).status_code == 200
    assert (await seller.owner.get(path(invoice))).content == before


@pytest.mark.usefixtures("worker")
async def test_one_that_is_asked_for_late_is_the_same(seller: Shop) -> None:
    """What was frozen is printed, and not what stands now."""
    invoice = await seller.issue(lines=LINES)
    early = (await seller.owner.get(path(invoice))).content
    await paid(seller, invoice, amount=100)
    await seller.owner.patch(f"/v1/receivers/{seller.id}", {"name": "Another name"})
    await forget(invoice)
    late = (await seller.owner.get(path(invoice))).content
    assert late == early


@pytest.mark.usefixtures("worker")
async def test_a_void_invoice_stays_what_it_was(seller: Shop) -> None:
    first, second = await seller.issue(lines=LINES), await seller.issue(lines=LINES)
    before = await seller.owner.get(path(first))
    for invoice in (first, second):
        assert (await seller.owner.post(f"/v1/invoices/{invoice['id']}/void")).status_code == 200
    assert (await seller.owner.get(path(first))).content == before.content
    assert (await seller.owner.get(path(second))).status_code == 200


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("of_payer", "of_receiver", "language"), [("de", "hi", "de"), (None, "hi", "hi")])
async def test_it_is_in_the_payers_language_or_the_receivers(
    seller: Shop, of_payer: str | None, of_receiver: str, language: str
) -> None:
    for address, spoken in (
        (f"/v1/receivers/{seller.id}", of_receiver),
        (f"/v1/payers/{seller.payer['id']}", of_payer),
    ):
        assert (await seller.owner.patch(address, {"language": spoken})).status_code == 200
    answer = await seller.owner.get(path(await seller.issue(lines=LINES)))
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        assert str(opened.Root.Lang) == language


async def test_a_draft_is_none(seller: Shop) -> None:
    answer = await seller.owner.get(path(await seller.draft(lines=LINES)))
    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_issued")


@pytest.mark.usefixtures("worker")
async def test_who_may_read_it_may_have_it_and_nobody_else(seller: Shop, stranger: Person) -> None:
    invoice = await seller.issue(lines=LINES)
    note = await seller.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=100, reason="Broken.")
    payment = await paid(seller, invoice, amount=100)
    refund = await seller.owner.make("/v1/refunds", payment_id=payment["id"], amount=40)
    payer, viewer = await seller.payer_login(), await seller.member("viewer")
    wanted = [
        path(invoice),
        path(note),
        f"/v1/payments/{payment['id']}/receipt",
        f"/v1/refunds/{refund['id']}/receipt",
        f"/v1/reports/statement?payer_id={seller.payer['id']}",
    ]
    for each in wanted:
        answers = [await person.get(each, **AS_PDF) for person in (seller.owner, viewer, payer)]
        assert [answer.status_code for answer in answers] == [200, 200, 200], (each, answers[0].text)
        assert {answer.headers["content-type"] for answer in answers} == {"application/pdf"}
        assert len({answer.content for answer in answers}) == 1, each
        assert (await stranger.get(each, **AS_PDF)).status_code == 404
        assert (await Person(seller.owner.http).get(each, **AS_PDF)).status_code == 401


@pytest.mark.usefixtures("worker")
async def test_a_receipt_is_json_unless_a_document_is_wanted(shop: Shop) -> None:
    payment = await paid(shop, await shop.issue())
    address = f"/v1/payments/{payment['id']}/receipt"
    plain = await shop.owner.get(address)
    assert plain.headers["content-type"] == "application/json"
    assert plain.headers["vary"] == "Accept"
    both = await shop.owner.get(address, accept="application/json, application/pdf;q=0.9")
    assert both.headers["content-type"] == "application/json"
    document = await shop.owner.get(address, **AS_PDF)
    assert document.headers["content-type"] == "application/pdf"
    assert f'filename="{plain.json()["number"]}.pdf"' in document.headers["content-disposition"]
    assert (await shop.owner.get(address, accept="text/csv")).status_code == 406


@pytest.mark.usefixtures("worker")
async def test_who_holds_a_pay_link_has_the_document_of_its_invoice(shop: Shop) -> None:
    invoice = await shop.issue()
    by_login = await shop.owner.get(path(invoice))
    token = invoice["pay_url"].rsplit("/", 1)[1]
    nobody = Person(shop.owner.http)
    by_link = await nobody.get(f"/v1/pay/{token}/pdf")
    assert by_link.status_code == 200, by_link.text
    assert by_link.content == by_login.content
    assert (await nobody.get(f"/v1/pay/{token[:-1]}x/pdf")).status_code == 404
    # Payments that were not begun by the link are nobody's here.
    payment = await paid(shop, invoice)
    receipt = f"/v1/pay/{token}/payments/{payment['id']}/receipt"
    assert (await nobody.get(receipt, **AS_PDF)).status_code == 404
    # As one that was begun by it, once its gateway has said that the money has arrived.
    begun = "UPDATE payments SET created_by = NULL, invoice_id = $2 WHERE id = $1"
    await database.execute(begun, ids.decode("payment", payment["id"]), ids.decode("invoice", invoice["id"]))
    shown = await nobody.get(receipt)
    assert shown.json() == await shop.owner.read(f"/v1/payments/{payment['id']}/receipt")
    document = await nobody.get(receipt, **AS_PDF)
    assert document.content == (await shop.owner.get(f"/v1/payments/{payment['id']}/receipt", **AS_PDF)).content


async def test_without_a_worker_it_is_said_to_be_late_and_then_it_is_there(shop: Shop) -> None:
    invoice = await shop.issue()
    answer = await shop.owner.get(path(invoice), prefer="wait=1")
    assert (answer.status_code, answer.json()["code"]) == (503, "document_late"), answer.text
    assert answer.headers["retry-after"] == str(storage.RETRY_AFTER_SECONDS)
    assert (await shop.owner.get(path(invoice), prefer="wait=0")).status_code == 503
    await making.make_due(seconds_max=60)
    assert (await shop.owner.get(path(invoice), prefer="wait=0")).status_code == 200


async def test_one_that_cannot_be_made_is_given_up_and_tried_again_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.issue()
    await shop.owner.get(path(invoice), prefer="wait=0")

    def fails(*_: object, **__: object) -> bytes:
        raise RuntimeError("no such font")

    with monkeypatch.context() as broken:
        broken.setattr(making.pdf, "render", fails)
        for _ in range(len(making.SCHEDULE) + 1):
            await database.execute("UPDATE documents SET next_attempt_at = now() WHERE status = 'pending'")
            await making.make_due(seconds_max=60)
    answer = await shop.owner.get(path(invoice))
    assert (answer.status_code, answer.json()["code"]) == (503, "document_failed"), answer.text
    assert 0 < int(answer.headers["retry-after"]) <= storage.GIVEN_UP_FOR.total_seconds() + making.LEASE_SECONDS
    await database.execute(
        "UPDATE documents SET next_attempt_at = now() - $1::interval WHERE status = 'exhausted'",
        storage.GIVEN_UP_FOR + datetime.timedelta(seconds=1),
    )
    assert (await shop.owner.get(path(invoice), prefer="wait=0")).json()["code"] == "document_late"
    await making.make_due(seconds_max=60)
    assert (await shop.owner.get(path(invoice))).status_code == 200


@pytest.mark.usefixtures("worker")
async def test_many_who_ask_at_once_get_the_same_one(shop: Shop) -> None:
    invoice = await shop.issue()
    answers = await asyncio.gather(*(shop.owner.get(path(invoice)) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    made = "SELECT count(*) FROM documents WHERE subject_id = $1"
    assert await database.fetch_value(int, made, ids.decode("invoice", invoice["id"])) == 1


async def test_two_workers_make_it_once(shop: Shop) -> None:
    await give_up_waiting()
    invoice = await shop.issue()
    await storage.ask("invoice", ids.decode("invoice", invoice["id"]) or ids.new())
    tried = await asyncio.gather(*(making.make_due(seconds_max=60) for _ in range(3)))
    assert sum(tried) == 1
    attempts = "SELECT attempts FROM documents WHERE subject_id = $1"
    assert await database.fetch_value(int, attempts, ids.decode("invoice", invoice["id"])) == 1
    assert (await shop.owner.get(path(invoice), prefer="wait=0")).status_code == 200


async def test_a_run_ends_after_its_time_and_leaves_the_rest(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await give_up_waiting()
    for _ in range(2):
        await storage.ask("invoice", ids.decode("invoice", (await shop.issue())["id"]) or ids.new())
    made = making._made

    def slowly(subject: Any) -> bytes:
        time.sleep(0.2)
        return made(subject)

    monkeypatch.setattr(making, "_made", slowly)
    assert [await making.make_due(seconds_max=0.1) for _ in range(3)] == [1, 1, 0]


async def test_what_somebody_waits_for_is_made_before_what_the_job_asked_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow_to_the_end(monkeypatch)
    await give_up_waiting()
    invoices = [await shop.issue() for _ in range(3)]
    await follow_to_the_end(monkeypatch)
    # The job has asked for it before, and nobody else has for the one behind.
    for wanted in (invoices[1], await shop.issue()):
        assert (await shop.owner.get(path(wanted), prefer="wait=0")).json()["code"] == "document_late"
        assert await making.make_due(seconds_max=0.001) == 1
        assert (await shop.owner.get(path(wanted), prefer="wait=0")).status_code == 200
    assert await making.make_due(seconds_max=60) == 2


async def test_a_script_that_cannot_be_set_is_left_out_and_listed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark that stands on nothing ends Typst, where it is let through."""
    monkeypatch.setattr(Fonts, "_as_it_can_be", lambda _, cluster: cluster)
    mark = "\u06ec"
    named = {"name": f"{mark} Zoë", "address": {"line1": mark}}
    assert (await shop.owner.patch(f"/v1/payers/{shop.payer['id']}", named)).status_code == 200
    invoice = await shop.issue()
    file = await making.at_once("invoice", ids.decode("invoice", invoice["id"]) or ids.new())
    with pikepdf.open(io.BytesIO(file.content)) as opened:
        assert str(opened.open_metadata()["dc:description"]).endswith("\N{REPLACEMENT CHARACTER} Zoë")


async def test_whose_lease_has_passed_on_writes_nothing(shop: Shop) -> None:
    """A worker that wakes after another one has taken over its document."""
    invoice = await shop.issue()
    subject_id = ids.decode("invoice", invoice["id"]) or ids.new()
    await storage.ask("invoice", subject_id)
    row = await work.claim_next(Document, lease_seconds=60)
    assert row is not None
    await database.execute("UPDATE documents SET lease_token = $2 WHERE id = $1", row.id, ids.new())
    await making._write(row, b"%PDF", "en")
    assert await storage.find("invoice", subject_id) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET content = 'x', digest = sha256('x') WHERE subject_id = $1",
        "UPDATE documents SET status = 'pending' WHERE subject_id = $1",
        "DELETE FROM documents WHERE subject_id = $1",
    ],
)
async def test_what_is_made_is_frozen(shop: Shop, statement: str) -> None:
    subject_id = ids.decode("invoice", (await shop.issue())["id"]) or ids.new()
    await storage.ask("invoice", subject_id)
    await making.make_due(seconds_max=60)
    with pytest.raises(Exception, match="frozen"):
        await database.execute(statement, subject_id)


async def follow_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job, until it has seen all that was issued, however much of others waits to be made."""
    await feed.number()
    with monkeypatch.context() as patched:
        patched.setattr(storage, "WAITING_MAX", 1_000_000)
        while await storage.follow():
            pass


async def give_up_waiting() -> None:
    """Nothing waits to be made any more, of other tests neither."""
    await database.execute(
        "UPDATE documents SET status = 'exhausted', lease_token = NULL, error = 'for a test' "
        "WHERE status IN ('pending', 'leased')"
    )


async def test_what_was_issued_is_asked_for_without_anybody(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice, draft = await shop.issue(), await shop.draft()
    note = await shop.owner.make("/v1/credit-notes", invoice_id=invoice["id"], amount=500, reason="It was broken.")
    payment = await paid(shop, invoice)
    receipt = (await shop.owner.get(f"/v1/payments/{payment['id']}/receipt")).json()
    await follow_to_the_end(monkeypatch)
    asked = await database.fetch(
        "SELECT kind, count(*) FROM documents WHERE subject_id = ANY($1) GROUP BY 1 ORDER BY 1",
        [
            ids.decode(kind, each["id"])
            for kind, each in (("invoice", invoice), ("invoice", draft), ("credit_note", note), ("receipt", receipt))
        ],
    )
    assert [tuple(row) for row in asked] == [("credit_note", 1), ("invoice", 1), ("receipt", 1)]
    await give_up_waiting()
    assert await storage.follow() == 0


async def test_the_job_asks_for_no_more_than_can_be_made(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await follow_to_the_end(monkeypatch)
    first, second = await shop.issue(), await shop.issue()
    await give_up_waiting()
    monkeypatch.setattr(storage, "WAITING_MAX", 1)
    await storage.ask("invoice", ids.decode("invoice", first["id"]) or ids.new())
    await feed.number()
    assert await storage.follow() == 0
    await give_up_waiting()
    assert await storage.follow() > 0
    found = "SELECT count(*) FROM documents WHERE subject_id = $1"
    assert await database.fetch_value(int, found, ids.decode("invoice", second["id"])) == 1


async def test_what_cannot_be_made_keeps_the_job_from_nothing_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await follow_to_the_end(monkeypatch)
    await give_up_waiting()
    monkeypatch.setattr(storage, "WAITING_MAX", 3)
    for _ in range(3):
        await storage.ask("invoice", ids.decode("invoice", (await shop.issue())["id"]) or ids.new())

    def fails(*_: object, **__: object) -> bytes:
        raise RuntimeError("no such font")

    with monkeypatch.context() as broken:
        broken.setattr(making.pdf, "render", fails)
        assert await making.make_due(seconds_max=60) == 3
    # All three wait for another try, and the job asks for what another receiver has issued.
    other = await (await open_shop(shop.owner.http)).issue()
    await feed.number()
    while await storage.follow():
        pass
    found = "SELECT status FROM documents WHERE subject_id = $1"
    assert await database.fetch_value(str, found, ids.decode("invoice", other["id"])) == "pending"


async def test_the_job_looks_until_a_batch_is_not_full(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at, runs = [storage.BATCH, storage.BATCH, 3], []

    async def follow() -> int:
        return looked_at.pop(0)

    monkeypatch.setattr(storage, "follow", follow)
    monkeypatch.setattr(tasks.app, "run", runs.append)
    tasks.documents.follow()
    [work] = runs
    await work
    assert looked_at == []


@pytest.mark.usefixtures("worker")
async def test_a_statement_is_of_its_period_as_it_stands(shop: Shop) -> None:
    invoice = await shop.issue()
    address = f"/v1/reports/statement?payer_id={shop.payer['id']}"
    before = await shop.owner.get(address, **AS_PDF)
    assert before.status_code == 200, before.text
    assert 'filename="statement.pdf"' in before.headers["content-disposition"]
    assert (await shop.owner.get(address, **AS_PDF)).content == before.content
    await paid(shop, invoice, amount=100)
    after = await shop.owner.get(address, **AS_PDF)
    assert after.headers["etag"] != before.headers["etag"]
    answer = await shop.owner.get(f"{address}&limit=5", **AS_PDF)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert (await shop.owner.get(address, accept="text/csv")).headers["content-type"].startswith("text/csv")


async def test_a_statement_has_an_end(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "LINES_MAX", 1)
    await paid(shop, await shop.issue())
    answer = await shop.owner.get(f"/v1/reports/statement?payer_id={shop.payer['id']}", **AS_PDF)
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_too_long"), answer.text


async def test_only_so_many_statements_wait(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await making.make_due(seconds_max=60)
    monkeypatch.setattr(storage, "STATEMENTS_WAITING_MAX", 1)
    address = f"/v1/reports/statement?payer_id={shop.payer['id']}"
    count = "SELECT count(*) FROM documents WHERE kind = 'statement' AND status = 'pending'"
    for _ in range(2):
        await shop.issue()
        assert (await shop.owner.get(address, prefer="wait=0", **AS_PDF)).json()["code"] == "document_late"
        assert await database.fetch_value(int, count) == 1


async def test_statements_of_one_receiver_keep_nobody_elses_waiting(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give_up_waiting()
    monkeypatch.setattr(storage, "STATEMENTS_OF_RECEIVER_WAITING_MAX", 1)
    other = await open_shop(shop.owner.http)
    count = "SELECT count(*) FROM documents WHERE kind = 'statement' AND status = 'pending'"
    for asking, waiting in ((shop, 1), (shop, 1), (other, 2)):
        await asking.issue()
        address = f"/v1/reports/statement?payer_id={asking.payer['id']}"
        answer = await asking.owner.get(address, prefer="wait=0", **AS_PDF)
        assert answer.json()["code"] == "document_late"
        assert await database.fetch_value(int, count) == waiting


async def test_a_debit_note_is_no_invoice_on_a_statement(shop: Shop) -> None:
    cheque = await shop.owner.make("/v1/payments", invoice_id=(await shop.issue())["id"], method="cheque")
    bounced = {"reason": "No funds.", "fee": {"amount": 1_250, "description": "Returned cheque"}}
    answer = await shop.owner.post(f"/v1/payments/{cheque['id']}/bounce", bounced)
    [note_id] = answer.json()["fee_invoice_ids"]
    note = await shop.owner.read(f"/v1/invoices/{note_id}")
    assert await debit_notes.among([cheque["invoice_id"], note_id, cheque["id"], None]) == {note_id}
    address = f"/v1/reports/statement?payer_id={shop.payer['id']}"
    await shop.owner.get(address, prefer="wait=0", **AS_PDF)
    contents = "SELECT contents FROM documents WHERE receiver_id = $1"
    printed = await database.fetch_value(str, contents, ids.decode("receiver", shop.id))
    assert printed is not None
    assert f"Debit note {note['number']}" in printed
    assert f"Invoice {note['number']}" not in printed


async def test_statements_are_forgotten_and_nothing_else(shop: Shop) -> None:
    invoice = await shop.issue()
    address = f"/v1/reports/statement?payer_id={shop.payer['id']}"
    for each in (address, path(invoice)):
        assert (await shop.owner.get(each, prefer="wait=0", **AS_PDF)).status_code == 503
    await making.make_due(seconds_max=60)
    with clock.moved_to(clock.now() + storage.STATEMENTS_KEPT + datetime.timedelta(minutes=1)):
        while await storage.forget_statements() == storage.FORGET_BATCH:
            pass
    assert await database.fetch_value(int, "SELECT count(*) FROM documents WHERE kind = 'statement'") == 0
    assert (await shop.owner.get(path(invoice), prefer="wait=0")).status_code == 200


async def forget(document: dict[str, Any]) -> None:
    """As if nobody had asked for it yet."""
    async with database.transaction():
        await database.execute("ALTER TABLE documents DISABLE TRIGGER documents_are_kept")
        await database.execute(
            "DELETE FROM documents WHERE subject_id = $1", ids.decode(document["object"], document["id"])
        )
        await database.execute("ALTER TABLE documents ENABLE TRIGGER documents_are_kept")
