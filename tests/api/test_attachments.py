"""Files of invoices: taken by their bytes, added to drafts, frozen once issued, and saved, never shown."""

import asyncio
import contextlib
import hashlib
import tracemalloc
from typing import Any

import asyncpg
import httpx
import pytest

from api import forms
from api.app import app
from api.middleware import uploads
from api.middleware.uploads import Uploads
from models import database, ids
from models.billing import attachments, files
from models.errors import FileRefused, Malformed
from tests.api.people import BOUNDARY, PDF, Person, Shop, form
from tests.growth import assert_linear

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
CSV = "Tag,Stunden\r\n2026-01-02,7½\r\n".encode()


def path(invoice: dict[str, Any]) -> str:
    return f"/v1/invoices/{invoice['id']}/attachments"


async def add(shop: Shop, invoice: dict[str, Any], content: bytes = PDF, name: str = "plan.pdf") -> httpx.Response:
    return await shop.owner.post(path(invoice), form(content, name))


async def audited(invoice: dict[str, Any], attachment: dict[str, Any]) -> list[str]:
    rows = await database.fetch(
        "SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id", ids.decode("attachment", attachment["id"])
    )
    return [row["action"] for row in rows]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_name"),
    [
        (PDF, "plan.pdf", "application/pdf", "plan.pdf"),
        (PNG, "plan.PNG", "image/png", "plan.png"),
        (JPEG, "photo.jpeg", "image/jpeg", "photo.jpeg"),
        (CSV, "hours.csv", "text/csv", "hours.csv"),
        (b"\xef\xbb\xbfa;b\n1;2\n", "hours", "text/csv", "hours.csv"),
        (PDF, "evil.html", "application/pdf", "evil.html.pdf"),
        (PDF, "../../etc/passwd", "application/pdf", "passwd.pdf"),
        (PDF, "C:\\temp\\plan.pdf", "application/pdf", "plan.pdf"),
        (PDF, "Pläne (1).pdf", "application/pdf", "Pläne (1).pdf"),
        (PDF, "a\u202efdp.exe;\t\x01%0a", "application/pdf", "a_fdp.exe____0a.pdf"),
        (PDF, "...", "application/pdf", "attachment.pdf"),
        (PDF, "x" * 300, "application/pdf", "x" * 96 + ".pdf"),
    ],
)
async def test_a_file_is_kept_by_what_its_bytes_are(
    shop: Shop, content: bytes, name: str, media_type: str, kept_name: str
) -> None:
    draft = await shop.draft()
    answer = await add(shop, draft, content, name)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"] == f"{path(draft)}/{made['id']}"
    assert (made["name"], made["media_type"], made["size"]) == (kept_name, media_type, len(content))
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert (await shop.owner.read(path(draft)))["data"] == [made]
    read = await shop.owner.get(f"{path(draft)}/{made['id']}")
    assert read.content == content
    headers = read.headers
    assert headers["content-type"].partition(";")[0] == media_type
    assert headers["content-length"] == str(len(content))
    assert headers["content-disposition"].startswith('attachment; filename="')
    assert headers["content-disposition"].isascii()
    assert headers["content-disposition"].count('"') == 2
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"
    assert await audited(draft, made) == ["attachment.created"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>,</html>",
        b"\xef\xbb\xbf  <svg xmlns='a,b'/>",
        b"GIF89a\x01\0,",
        b"MZ\x90\0,",
        b"PK\x03\x04,",
        b"no separator",
        b"a,b\n\0",
        b"a,b\n\x1b[31m",
        b"a,b\n\xff\xfe",
        b"x%PDF-1.7",
        b"a,b\n" + b"x" * 70_000 + b"\xc3",
    ],
)
async def test_what_is_none_of_them_is_refused(shop: Shop, content: bytes) -> None:
    draft = await shop.draft()
    answer = await add(shop, draft, content, "plan.pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused"), answer.text
    assert (await shop.owner.read(path(draft)))["data"] == []


async def test_the_same_bytes_are_one_file_of_an_invoice(shop: Shop) -> None:
    draft, other = await shop.draft(), await shop.draft()
    first, again = await add(shop, draft), await add(shop, draft, name="another.pdf")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (await add(shop, other)).status_code == 201
    # As many as there are places for.
    answers = await asyncio.gather(*(add(shop, other, PNG) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [201]


async def test_ten_megabytes_are_taken_and_no_more(shop: Shop) -> None:
    draft = await shop.draft()
    most = PDF + b"x" * (files.BYTES_MAX - len(PDF))
    made = await add(shop, draft, most)
    assert made.status_code == 201, made.text
    read = await shop.owner.get(f"{path(draft)}/{made.json()['id']}")
    assert hashlib.sha256(read.content).hexdigest() == made.json()["sha256"]
    answer = await add(shop, draft, most + b"x")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    answer = await add(shop, draft, most + b"x" * 10_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    # Other routes take no more than they did.
    answer = await shop.owner.post("/v1/invoices", {"memo": "x" * 1_100_000})
    assert answer.status_code == 413


async def test_no_more_than_twenty_even_at_once(shop: Shop) -> None:
    draft = await shop.draft()
    for number in range(18):
        assert (await add(shop, draft, PDF + b"%d" % number)).status_code == 201
    answers = await asyncio.gather(*(add(shop, draft, PNG + b"%d" % number) for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_files"}
    assert len((await shop.owner.read(path(draft)))["data"]) == 20


async def test_a_receiver_has_so_many_bytes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BYTES_PER_RECEIVER_MAX", len(PDF) + 10)
    assert (await add(shop, await shop.draft())).status_code == 201
    answer = await add(shop, await shop.draft(), PNG)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_files")


async def test_files_are_taken_off_drafts_and_go_with_them(shop: Shop) -> None:
    draft = await shop.draft()
    one, two = (await add(shop, draft)).json(), (await add(shop, draft, PNG)).json()
    assert (await shop.owner.delete(f"{path(draft)}/{one['id']}")).status_code == 204
    assert (await shop.owner.delete(f"{path(draft)}/{one['id']}")).status_code == 404
    assert [item["id"] for item in (await shop.owner.read(path(draft)))["data"]] == [two["id"]]
    assert await audited(draft, one) == ["attachment.created", "attachment.deleted"]
    assert (await shop.owner.delete(f"/v1/invoices/{draft['id']}")).status_code == 204
    left = await database.fetch_value(
        int, "SELECT count(*) FROM attachment_contents WHERE attachment_id = $1", ids.decode("attachment", two["id"])
    )
    assert left == 0


async def test_what_is_issued_keeps_its_files(shop: Shop) -> None:
    draft = await shop.draft()
    made = (await add(shop, draft)).json()
    await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")
    for answer in (await add(shop, draft, PNG), await shop.owner.delete(f"{path(draft)}/{made['id']}")):
        assert (answer.status_code, answer.json()["code"]) == (409, "invoice_not_draft")
    assert (await shop.owner.get(f"{path(draft)}/{made['id']}")).content == PDF
    # Nor does anything else of ours change them.
    for statement in (
        "DELETE FROM attachments WHERE id = $1",
        "UPDATE attachments SET name = 'x' WHERE id = $1",
        "UPDATE attachment_contents SET content = '' WHERE attachment_id = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.execute(statement, ids.decode("attachment", made["id"]))


async def test_adding_and_issuing_at_once_leave_what_both_say(shop: Shop) -> None:
    for _ in range(5):
        draft = await shop.draft()
        added, issued = await asyncio.gather(add(shop, draft), shop.owner.post(f"/v1/invoices/{draft['id']}/finalize"))
        assert issued.status_code == 200
        assert added.status_code in (201, 409)
        found = (await shop.owner.read(path(draft)))["data"]
        assert len(found) == (added.status_code == 201)


async def test_everybody_sees_the_files_of_what_they_see(shop: Shop, stranger: Person) -> None:
    draft, payer = await shop.draft(), await shop.payer_login()
    made = (await add(shop, draft)).json()
    one = f"{path(draft)}/{made['id']}"
    viewer = await shop.member("viewer")
    assert (await viewer.get(one)).status_code == 200
    for person, status in ((viewer, 403), (payer, 404), (stranger, 404)):
        assert (await person.post(path(draft), form(PNG))).status_code == status
        assert (await person.delete(one)).status_code == status
    assert [(await person.get(one)).status_code for person in (payer, stranger)] == [404, 404]
    await shop.owner.post(f"/v1/invoices/{draft['id']}/finalize")
    assert (await payer.get(one)).content == PDF
    assert (await payer.read(path(draft)))["data"] == [made]
    for where in (one, path(draft)):
        assert (await stranger.get(where)).status_code == 404
    assert (await payer.delete(one)).status_code == 403
    # By another invoice of theirs it is not there.
    other = await shop.issue()
    assert (await shop.owner.get(f"{path(other)}/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (PDF, "application/pdf", 415),
        (form(), "multipart/form-data", 400),
        (form(), "multipart/form-data; boundary=another", 400),
        (form(), f"multipart/form-data; Boundary={BOUNDARY}", 201),
        (form(), f"multipart/form-data; xboundary=another; boundary={BOUNDARY}", 201),
        (form()[:-30], f"multipart/form-data; boundary={BOUNDARY}", 400),
        (b"", f"multipart/form-data; boundary={BOUNDARY}", 400),
        (form(field="other"), f"multipart/form-data; boundary={BOUNDARY}", 422),
        (form()[: -len(BOUNDARY) - 8] + b"\r\n" + form(), f"multipart/form-data; boundary={BOUNDARY}", 422),
        (form(name="x" * 5000), f"multipart/form-data; boundary={BOUNDARY}", 400),
        (form(name="\xff\xfe"), f'multipart/form-data; boundary="{BOUNDARY}"', 201),
    ],
)
async def test_a_form_is_one_file(shop: Shop, body: bytes, content_type: str, status: int) -> None:
    draft = await shop.draft()
    answer = await shop.owner.send("POST", path(draft), content=body, headers={"content-type": content_type})
    assert answer.status_code == status, answer.text


async def test_beyond_a_few_at_once_files_are_refused_before_they_are_read(
    shop: Shop,
) -> None:
    draft = await shop.draft()
    (layers,) = app.app.middleware
    (layer,) = (each for each in layers.layers if isinstance(each, Uploads))
    with contextlib.ExitStack() as others:
        for _ in range(uploads.UPLOADS_MAX):
            others.enter_context(layer.places.taken("others"))
        answer = await add(shop, draft)
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "overloaded", "5")
    assert (await add(shop, draft)).status_code == 201
    assert not layer.places.held


async def test_a_file_is_read_part_by_part(shop: Shop) -> None:
    draft = await shop.draft()
    content = PDF + b"x" * 5_000_000
    made = (await add(shop, draft, content)).json()
    row = (
        await attachments.Attachment.objects()
        .where(attachments.Attachment.id == ids.decode("attachment", made["id"]))
        .first()
    )
    assert row is not None
    digest = hashlib.sha256()
    tracemalloc.start()
    try:
        async for part in attachments.content(row):
            digest.update(part)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert digest.hexdigest() == made["sha256"]
    assert held < 2_000_000


@pytest.mark.parametrize("unit", [b"a", b"\r\n", b"\r\n--a-boundar", b"--", b",", b"\xc3\xa9", b"<", b"\n;"])
def test_every_kind_of_form_is_read_in_linear_time(unit: bytes) -> None:
    def prepare(size: int) -> Any:
        body = form(unit * (size // len(unit)), "x" * min(size, 3000))

        def run() -> None:
            try:
                sent = forms.only_file(f"multipart/form-data; boundary={BOUNDARY}", body)
                files.inspect(sent.name, sent.content)
            except (FileRefused, Malformed):
                pass

        return run

    assert_linear(prepare, size=16_000, size_max=4_096_000)
