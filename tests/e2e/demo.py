"""Plays the whole story against a running system, through public HTTP only: `make run`, then `make demo` beside it.

A receiver bills a payer, who pays online, offline, in parts, and once with a card that is declined; one payment is
refunded, an invoice credited in part, and nobody reminded of what is on its way. A subscriber of our own, on loopback,
verifies every webhook with the `standardwebhooks` package. Ends with the books.
"""

import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from standardwebhooks import Webhook, WebhookVerificationError

API = os.environ.get("QUITTANCE_PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
SIMULATOR = os.environ.get("QUITTANCE_SIMULATOR_URL", f"http://127.0.0.1:{os.environ.get('SIMULATOR_PORT', '8001')}")
PATIENCE_SECONDS = 20.0
GREEN, DIM, BOLD, PLAIN = ("\033[32m", "\033[2m", "\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")


class StoryFailed(Exception):
    """Something did not happen as told; the message says what."""


class Subscriber:
    """A subscriber on loopback: verifies what it gets, and remembers the events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.secret = ""
        subscriber = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                try:
                    event = Webhook(subscriber.secret).verify(body, dict(self.headers.items()))
                except WebhookVerificationError:
                    self.send_response(400)
                else:
                    subscriber.events.append(event)
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing: the story has its own words."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/webhooks"

    def types_about(self, object_id: str) -> set[str]:
        """The types of the events that came about an object."""
        return {event["type"] for event in self.events if event["data"]["id"] == object_id}


class Story:
    """The people of the story, and what they do."""

    def __init__(self) -> None:
        self.http = httpx.Client(base_url=API, timeout=PATIENCE_SECONDS + 15)
        self.subscriber = Subscriber()
        self.receiver: dict[str, Any] = {}
        self.payer: dict[str, Any] = {}

    def play(self) -> None:
        """Tells the story from the first registration to the books' check. Raises StoryFailed."""
        self.prepare()
        invoice = self.bill("Design of a garden", quantity="2.5", unit_price="80.00")
        payment = self.pay_online(invoice, "tok_success")
        self.announce_was_heard(invoice, payment)
        self.pay_in_cash(self.bill("Planting of two trees", quantity="2", unit_price="49.99"))
        bench = self.bill("A bench", quantity="1", unit_price="120.00")
        self.be_declined(bench)
        self.refund(invoice, payment)
        self.credit(bench)
        self.pay_in_parts()
        self.remind()
        self.check_the_books()
        self.show_pages(refunded=invoice, owed=bench, payment=payment)

    def prepare(self) -> None:
        """A receiver registers, connects the simulator, subscribes to events, and adds a payer."""
        self.say("A receiver registers")
        account = {
            "email": f"ada.{secrets.token_hex(6)}@example.com",
            "name": "Ada",
            "password": secrets.token_urlsafe(),
        }
        session = self.post("/v1/auth/register", account)
        self.http.headers["authorization"] = f"Bearer {session['access_token']}"
        self.open_shop("Ada's Gardens", "Europe/Berlin")

        self.say("… subscribes to its own events")
        endpoint = self.post("/v1/webhook-endpoints", {"receiver_id": self.receiver["id"], "url": self.subscriber.url})
        self.subscriber.secret = endpoint["secret"]
        self.show(f"endpoint {endpoint['id']} → {endpoint['url']}")

    def open_shop(self, name: str, time_zone: str) -> None:
        """Adds a receiver with the pretend gateway and a payer; from now on the story is theirs."""
        self.receiver = self.post("/v1/receivers", {"name": name, "currency": "EUR", "time_zone": time_zone})
        self.show(f"{self.receiver['name']} ({self.receiver['id']})")
        merchant = httpx.post(f"{SIMULATOR}/v1/accounts", json={"name": name}, timeout=10).json()
        credentials = {name: merchant[name] for name in ("account", "api_key", "webhook_secret")}
        self.post(
            "/v1/gateway-accounts",
            {"receiver_id": self.receiver["id"], "gateway": "simulator", "credentials": credentials},
        )
        self.payer = self.post(
            "/v1/payers", {"receiver_id": self.receiver["id"], "name": "Bob", "email": "bob@example.com"}
        )
        self.show(f"paid by {self.payer['name']} ({self.payer['id']}), also by the pretend gateway")

    def bill(self, description: str, *, quantity: str, unit_price: str, **terms: Any) -> dict[str, Any]:
        """Drafts an invoice with a line and tax, and issues it. `terms` say when it is to be paid."""
        self.say(f"Invoice: {description}")
        tax = {"name": "VAT", "percent": "19"}
        line = {"description": description, "quantity": quantity, "unit_price": unit_price, "taxes": [tax]}
        parties = {"receiver_id": self.receiver["id"], "payer_id": self.payer["id"]}
        draft = self.post("/v1/invoices", {**parties, "lines": [line], **terms})
        self.show(f"draft: {euro(draft['subtotal'])} + {euro(draft['tax_total'])} VAT = {euro(draft['total'])}")
        invoice = self.post(f"/v1/invoices/{draft['id']}/finalize", {})
        self.expect(invoice["status"] == "open" and invoice["number"], "the invoice is issued")
        self.show(f"issued as {invoice['number']}, due on {invoice['due_on']}, reference {invoice['reference']}")
        return invoice

    def pay_online(self, invoice: dict[str, Any], token: str) -> dict[str, Any]:
        """The payer pays by the invoice's link, without a login."""
        self.say("The payer opens the pay link and pays by card")
        payment = self.post(
            f"/v1{invoice['pay_url'].removeprefix(API)}/payments",
            {"payment_token": token, "method": "card"},
            headers={"Prefer": "wait=10", "Authorization": ""},
        )
        self.show(f"{payment['id']} is {payment['status']}")
        self.expect(payment["status"] == "succeeded", "the payment succeeds")
        paid = self.until(
            lambda: self.get(f"/v1/invoices/{invoice['id']}"), lambda found: found["settlement"] == "paid", "it is paid"
        )
        self.show(f"{paid['number']} is {paid['settlement']}")
        return payment

    def announce_was_heard(self, invoice: dict[str, Any], payment: dict[str, Any]) -> None:
        """The subscriber hears of all of it, signed."""
        self.say("The subscriber hears of it")
        heard = self.until(
            lambda: self.subscriber.types_about(invoice["id"]) | self.subscriber.types_about(payment["id"]),
            lambda types: {"invoice.finalized", "payment.succeeded", "invoice.paid"} <= types,
            "the webhooks arrive",
        )
        for type_ in sorted(heard):
            self.show(f"verified: {type_}")

    def pay_in_cash(self, invoice: dict[str, Any]) -> None:
        """The receiver records cash."""
        self.say("The payer pays cash, and the receiver records it")
        payment = self.post("/v1/payments", {"invoice_id": invoice["id"], "method": "cash", "note": "At the gate."})
        paid = self.get(f"/v1/invoices/{invoice['id']}")
        self.expect(payment["status"] == "succeeded" and paid["settlement"] == "paid", "cash settles the invoice")
        self.show(f"{euro(payment['amount'])} in cash: {paid['number']} is {paid['settlement']}")

    def be_declined(self, invoice: dict[str, Any]) -> None:
        """A card is declined, and the invoice can be paid as before."""
        self.say("A card is declined")
        payment = self.post(
            "/v1/payments",
            {"invoice_id": invoice["id"], "method": "card", "payment_token": "tok_declined"},
            headers={"Prefer": "wait=10"},
        )
        after = self.get(f"/v1/invoices/{invoice['id']}")
        self.expect(payment["status"] == "failed", "the payment fails")
        self.expect(after["amount_payable"] == invoice["total"], "nothing stays reserved")
        self.show(
            f"{payment['status']}: {payment['failure_message']} Payable as before: {euro(after['amount_payable'])}"
        )

    def refund(self, invoice: dict[str, Any], payment: dict[str, Any]) -> None:
        """Half of the first payment goes back."""
        self.say("Half of the first payment is refunded")
        amount = payment["amount"] // 2
        refund = self.post(
            "/v1/refunds",
            {"payment_id": payment["id"], "amount": amount, "reason": "A smaller garden."},
            headers={"Prefer": "wait=10"},
        )
        refund = self.until(
            lambda: self.get(f"/v1/refunds/{refund['id']}"),
            lambda found: found["status"] == "succeeded",
            "the refund succeeds",
        )
        after = self.get(f"/v1/invoices/{invoice['id']}")
        self.expect(after["amount_due"] == amount, "what was refunded is owed again")
        self.show(f"{euro(refund['amount'])} went back; {after['number']} is {after['settlement']} again")

    def credit(self, invoice: dict[str, Any]) -> None:
        """A part of an invoice is taken back by a credit note."""
        self.say("The bench has a scratch: a credit note takes 20.00 EUR back")
        note = self.post("/v1/credit-notes", {"invoice_id": invoice["id"], "amount": 2_000, "reason": "A scratch."})
        after = self.get(f"/v1/invoices/{invoice['id']}")
        self.expect(after["amount_due"] == invoice["total"] - 2_000, "so much less is owed")
        self.show(
            f"{note['number']}: {euro(note['subtotal'])} + {euro(note['tax_total'])} VAT; "
            f"{euro(after['amount_due'])} of {euro(after['total'])} are due"
        )

    def pay_in_parts(self) -> None:
        """An invoice is paid by instalments, the first one at once."""
        plan = [{"percent": "50", "days": 0}, {"percent": "25", "days": 30}, {"percent": "25", "days": 60}]
        invoice = self.bill("A pond", quantity="1", unit_price="999.99", instalments=plan)
        for part in invoice["instalments"]:
            self.show(f"{euro(part['amount'])} by {part['due_on']}")
        first = invoice["instalments"][0]["amount"]
        self.post("/v1/payments", {"invoice_id": invoice["id"], "method": "bank_transfer", "amount": first})
        after = self.get(f"/v1/invoices/{invoice['id']}")
        self.expect([part["amount_due"] == 0 for part in after["instalments"]] == [True, False, False], "one is paid")
        self.show(f"the first one is paid; {euro(after['amount_due'])} remain")

    def remind(self) -> None:
        """A day later nobody is reminded of an invoice whose payment is on its way."""
        gardens = self.receiver, self.payer
        self.say("Ada opens a second shop, in Pago Pago, and is paid there")
        self.open_shop("Ada's Nursery", "Pacific/Pago_Pago")
        invoice = self.bill("An orchid", quantity="1", unit_price="30.00", terms={"type": "immediate"})
        payment = self.post(
            f"/v1{invoice['pay_url'].removeprefix(API)}/payments",
            {"payment_token": "tok_requires_action", "method": "card"},
            headers={"Prefer": "wait=10", "Authorization": ""},
        )
        self.show(f"{payment['id']} is {payment['status']}: Bob's bank asks him to approve")

        self.say("… then moves it to Kiritimati, where the next day has begun, and wants payers reminded after a day")
        self.send("PATCH", f"/v1/receivers/{self.receiver['id']}", {"time_zone": "Pacific/Kiritimati"})
        self.send("PUT", f"/v1/receivers/{self.receiver['id']}/reminder_policy", {"stages": [{"days": 1}]})
        [reminder] = self.until(
            lambda: self.get(f"/v1/invoices/{invoice['id']}/reminders")["data"], bool, "the reminder is decided"
        )
        self.expect((reminder["status"], reminder["reason"]) == ("skipped", "in_flight"), "Bob is not reminded")
        self.show(f"a reminder was due and is {reminder['status']}, because the payment is {reminder['reason']}")
        self.receiver, self.payer = gardens

    def check_the_books(self) -> None:
        """The ledger balances."""
        self.say("The books")
        accounts = self.get(f"/v1/ledger/accounts?receiver_id={self.receiver['id']}&limit=100")["data"]
        for account in accounts:
            self.show(f"{account['kind']:<18} {euro(account['balance']):>12}")
        total = sum(account["balance"] for account in accounts)
        self.expect(bool(accounts) and total == 0, "debits equal credits")
        self.show(f"{'sum':<18} {euro(total):>12}")

    def show_pages(self, *, refunded: dict[str, Any], owed: dict[str, Any], payment: dict[str, Any]) -> None:
        """Where the payer looks: links to click, none of which needs a login."""
        receipt = self.get(f"/v1/payments/{payment['id']}/receipt")
        check = f"{API}/receipts/{receipt['id']}?hash={receipt['hash']}"
        invoice_pdf = f"{API}/v1/pay/{owed['pay_url'].rpartition('/')[2]}/pdf"
        self.say("Open these in a browser, without a login")
        self.expect(self.is_open(invoice_pdf, "application/pdf"), "the PDF is made")
        self.expect(self.is_open(check, "text/html"), "whoever has the receipt can check it")
        self.show(f"an invoice to be paid, by the button too: {owed['pay_url']}")
        self.show(f"one half refunded, and owed again:        {refunded['pay_url']}")
        self.show(f"the invoice as PDF:                       {invoice_pdf}")
        self.show(f"the check of a receipt:                   {check}")
        self.show(f"what else there is to ask:                {API}/docs")

    def is_open(self, url: str, media_type: str) -> bool:
        """Whether a browser of somebody without a login gets this; a PDF is made when it is asked for first."""
        answer = httpx.get(url, headers={"Accept": media_type, "Prefer": "wait=30"}, timeout=60)
        return answer.is_success and answer.headers["content-type"].startswith(media_type)

    def say(self, text: str) -> None:
        print(f"\n{BOLD}{text}{PLAIN}", flush=True)

    def show(self, text: str) -> None:
        print(f"  {GREEN}✓{PLAIN} {text}", flush=True)

    def expect(self, holds: Any, what: str) -> None:
        if not holds:
            raise StoryFailed(f"It was expected that {what}, but it is not so.")

    def until(self, look: Callable[[], Any], is_there: Callable[[Any], bool], what: str) -> Any:
        """Looks again and again until it is there. Raises StoryFailed after PATIENCE_SECONDS."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = look()
            if is_there(found):
                return found
            time.sleep(0.1)
        raise StoryFailed(f"It was expected that {what} within {PATIENCE_SECONDS:.0f} s, but it did not.")

    def get(self, path: str) -> dict[str, Any]:
        return self._answer(self.http.get(path))

    def post(self, path: str, body: dict[str, Any], *, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Posts with a key of its own, so that a repetition would have no second effect."""
        return self.send("POST", path, body, headers={"Idempotency-Key": secrets.token_hex(16), **(headers or {})})

    def send(
        self, method: str, path: str, body: dict[str, Any], *, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        content = json.dumps(body) if body else None
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._answer(self.http.request(method, path, content=content, headers=sent))

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        if response.is_error:
            raise StoryFailed(
                f"{response.request.method} {response.request.url} → {response.status_code} {response.text}"
            )
        print(
            f"  {DIM}{response.request.method} {response.request.url.path} → {response.status_code}{PLAIN}", flush=True
        )
        answer: dict[str, Any] = response.json()
        return answer


def euro(amount: int) -> str:
    """Minor units as people write them."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // 100}.{amount % 100:02d} EUR"


def main() -> int:
    """0 when the story went as told; 1 and a sentence when not."""
    try:
        with socket.create_connection((httpx.URL(API).host, httpx.URL(API).port or 80), timeout=3):
            pass
    except OSError:
        print(f"Nothing answers at {API}: start the system with `make run` first.", file=sys.stderr)
        return 1
    try:
        Story().play()
    except (StoryFailed, httpx.HTTPError) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    print(f"\n{GREEN}The story went as told.{PLAIN}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
