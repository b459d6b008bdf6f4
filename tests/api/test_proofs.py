"""Proofs over HTTP: sent as a form, saved and never shown."""

from tests.api.people import PDF, Shop, form


async def test_a_proof_is_sent_and_saved(shop: Shop) -> None:
    payer = await shop.payer_login()
    invoice = await shop.issue()
    payment = await payer.make("/v1/payments", invoice_id=invoice["id"], method="bank_transfer")
    path = f"/v1/payments/{payment['id']}/proof"
    answer = await payer.put(path, form(PDF, "slip.pdf"))
    assert (answer.status_code, answer.headers["location"]) == (201, path), answer.text
    assert (answer.json()["name"], answer.json()["media_type"]) == ("slip.pdf", "application/pdf")
    assert (await payer.put(path, form(PDF, "slip.pdf"))).status_code == 200
    read = await shop.owner.get(path)
    assert (read.status_code, read.content, read.headers["content-type"]) == (200, PDF, "application/pdf")
    assert read.headers["etag"] == f'"{answer.json()["sha256"]}"'
    assert read.headers["content-disposition"].startswith("attachment;")
    assert read.headers["x-content-type-options"] == "nosniff"
    assert (await payer.get(path)).status_code == 403
    refused = await payer.put(path, form(b"GIF89a", "slip.gif"))
    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")


async def test_a_report_is_confirmed_with_what_has_come(shop: Shop) -> None:
    payer = await shop.payer_login()
    invoice = await shop.issue()
    payment = await payer.make("/v1/payments", invoice_id=invoice["id"], method="cash")
    answer = await shop.owner.post(f"/v1/payments/{payment['id']}/confirm", {"amount": payment["amount"] - 100})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["amount"]) == ("succeeded", payment["amount"] - 100)
