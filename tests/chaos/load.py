"""The clients: they write through the public API, note every intent and acknowledgement, and ask until they know."""

import asyncio
import json
import random
import time
from collections.abc import Collection, Mapping
from typing import Any

import aiohttp
import msgspec

from models.gateways.simulator.behaviours import BEHAVIOURS
from tests.chaos import world
from tests.chaos.journal import Acknowledged, Announcement, Intended, Journal, Repeated, Surprised, Withdrawn
from tests.chaos.world import World

CLIENTS = 12
REQUEST_SECONDS_MAX = 20
# Longer than any outage here; a client that still does not know then is itself a finding.
PATIENCE_SECONDS = 120.0
AGAIN_SECONDS = (0.05, 0.2)
# Of the writes with a key, those that are sent once more after their acknowledgement.
REPEATED = 0.05
# Of the payers, those who also get an invoice and pay it.
INVOICED = 0.5
EVENTS_OF_AN_INVOICE = 4
# Of the invoices, those that are paid through a gateway; of their payments, those that are refunded, in part.
PAID_ONLINE = 0.6
REFUNDED = 0.5
# What the simulator makes of a payment: mostly what happens most, but all that can.
TOKENS = [*BEHAVIOURS, *["tok_success", "tok_debit"] * 5]
# How long a payment is followed before it is refunded.
FOLLOWED_TIMES, FOLLOWED_SECONDS = 8, 0.4
REFUSALS = (404, 409, 422)


class Answer(msgspec.Struct, frozen=True):
    """A definitive success."""

    status: int
    body: bytes
    etag: str
    tries: int
    began_at: float
    ended_at: float

    @property
    def object(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class GaveUp(Exception):
    """A client that never got to know an outcome, or got an answer that must not be."""


class Load:
    """All clients together, and what they have seen."""

    def __init__(self, http: aiohttp.ClientSession, world_: World, journal: Journal, *, events: int, seed: int) -> None:
        self.http, self.world, self.journal = http, world_, journal
        self.events, self.seed = events, seed
        self._events_left = events
        self.events_acknowledged = 0
        self.lost_connections = self.unavailable_answers = self.repeated = 0
        # When each acknowledged request began and ended, in the order of their ends.
        self.spans: list[tuple[float, float]] = []
        self.failures: list[str] = []
        self.charged = self.refunded = self.refused = 0
        # Through which gateway accounts new payments are made.
        self.merchants = list(world_.merchants)

    async def run(self) -> None:
        """Returns when the events are written."""
        async with asyncio.TaskGroup() as clients:
            for number in range(CLIENTS):
                clients.create_task(Client(self, number).live())

    def take(self, events: int) -> bool:
        """False when there is nothing left to write; the last one may write some events more than asked."""
        if self._events_left <= 0:
            return False
        self._events_left -= events
        return True


class Client:
    """One client: makes payers, changes them, and bills some of them; nobody else touches what is theirs."""

    def __init__(self, load: Load, number: int) -> None:
        self._load, self._number = load, number
        self._random = random.Random(f"{load.seed} client {number}")
        self._receiver_id = load.world.receiver_ids[number % len(load.world.receiver_ids)]
        self._writes = 0

    async def live(self) -> None:
        """Goes on until the load is used up."""
        try:
            while self._load.take(1):
                await self._keep_a_payer()
        except GaveUp as failure:
            self._load.failures.append(str(failure))

    async def _keep_a_payer(self) -> None:
        name = self._name()
        made = await self._post("/v1/payers", {"receiver_id": self._receiver_id, "name": name}, "payer.created", name)
        payer_id, etag = made.object["id"], made.etag
        for _ in range(self._random.randint(1, 5)):
            if not self._load.take(1):
                return
            etag = await self._rename(payer_id, etag)
        if self._random.random() < INVOICED and self._load.take(EVENTS_OF_AN_INVOICE):
            await self._bill(payer_id)

    async def _bill(self, payer_id: str) -> None:
        line = {"description": "A tree", "quantity": "1", "unit_price": "12.34"}
        draft = {"receiver_id": self._receiver_id, "payer_id": payer_id, "lines": [line]}
        is_online = self._random.random() < PAID_ONLINE
        made = await self._post("/v1/invoices", draft, "invoice.created", goes_on=is_online)
        invoice_id = made.object["id"]
        await self._post(f"/v1/invoices/{invoice_id}/finalize", None, "invoice.finalized", goes_on=is_online)
        if is_online:
            await self._pay_online(invoice_id)
            return
        # One transaction, two events.
        paid = Announcement(object_id=invoice_id, type="invoice.paid")
        await self._post(
            "/v1/payments", {"invoice_id": invoice_id, "method": "cash"}, "payment.succeeded", others=[paid]
        )

    async def _pay_online(self, invoice_id: str) -> None:
        """Whatever becomes of it; some is refunded in part, unless a return or a dispute comes first."""
        open_to_this = [one for one in self._load.merchants if one.receiver_id == self._receiver_id]
        given = {
            "invoice_id": invoice_id,
            "method": self._random.choice(["card", "bank_debit", "wallet"]),
            "payment_token": self._random.choice(TOKENS),
            "gateway_account_id": self._random.choice(open_to_this).gateway_account_id,
        }
        payment = await self._post_unless_refused("/v1/payments", given, "payment.created")
        if payment is None:
            return
        self._load.charged += 1
        if self._random.random() < REFUNDED and await self._has_succeeded(payment["id"]):
            refund = {"payment_id": payment["id"], "amount": self._random.randint(1, 600)}
            if await self._post_unless_refused("/v1/refunds", refund, "refund.created"):
                self._load.refunded += 1

    async def _has_succeeded(self, payment_id: str) -> bool:
        for _ in range(FOLLOWED_TIMES):
            found = await self._ask("a look", "GET", f"/v1/payments/{payment_id}", None, {})
            if found.object["status"] == "succeeded":
                return True
            await asyncio.sleep(FOLLOWED_SECONDS)
        return False

    async def _post_unless_refused(self, path: str, body: Mapping[str, Any], type_: str) -> dict[str, Any] | None:
        """What was made, or None: the gateway's side may have moved first, or the account is archived by now."""
        write = await self._intend(f"POST {path}")
        headers = {"Idempotency-Key": f"{self._load.seed}-{write}"}
        answer = await self._ask(write, "POST", path, body, headers, refusals=REFUSALS)
        if answer.status in REFUSALS:
            self._load.refused += 1
            await self._load.journal.write(Withdrawn(write=write))
            return None
        made = answer.object
        await self._acknowledge(write, answer, Announcement(object_id=made["id"], type=type_, goes_on=True))
        return made

    async def _rename(self, payer_id: str, etag: str) -> str:
        """PATCH takes no key: If-Match keeps a repetition from having a second effect. Returns the new ETag."""
        name, path = self._name(), f"/v1/payers/{payer_id}"
        write = await self._intend(f"PATCH {path}")
        answer = await self._ask(write, "PATCH", path, {"name": name}, {"If-Match": etag})
        if answer.status == 412:
            # An earlier try was it, if it was ours: nobody else changes this payer for good.
            found = await self._ask(write, "GET", path, None, {})
            if answer.tries == 1 or found.object["name"] != name:
                raise await self._surprised(write, answer.status, answer.body)
            answer = msgspec.structs.replace(found, tries=answer.tries + found.tries)
        await self._acknowledge(write, answer, Announcement(object_id=payer_id, type="payer.updated", name=name))
        return answer.etag

    async def _post(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        type_: str,
        name: str | None = None,
        *,
        others: list[Announcement] | None = None,
        goes_on: bool = False,
    ) -> Answer:
        write = await self._intend(f"POST {path}")
        headers = {"Idempotency-Key": f"{self._load.seed}-{write}"}
        answer = await self._ask(write, "POST", path, body, headers)
        announced = Announcement(object_id=answer.object["id"], type=type_, name=name, goes_on=goes_on)
        await self._acknowledge(write, answer, announced, *(others or []))
        if self._random.random() < REPEATED:
            again = await self._ask(write, "POST", path, body, headers)
            is_same = (again.status, again.body) == (answer.status, answer.body)
            await self._load.journal.write(Repeated(write=write, is_same=is_same))
            self._load.repeated += 1
        return answer

    async def _intend(self, what: str) -> str:
        self._writes += 1
        write = f"{self._number}-{self._writes}"
        await self._load.journal.write(Intended(write=write, what=what))
        return write

    async def _acknowledge(self, write: str, answer: Answer, *announcements: Announcement) -> None:
        await self._load.journal.write(
            Acknowledged(
                write=write,
                tries=answer.tries,
                began_at=answer.began_at,
                ended_at=answer.ended_at,
                announcements=announcements,
            )
        )
        self._load.spans.append((answer.began_at, answer.ended_at))
        self._load.events_acknowledged += len(announcements)

    async def _ask(
        self,
        write: str,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        *,
        refusals: Collection[int] = (),
    ) -> Answer:
        """Sends the same request until the answer is definitive: success, 412 for If-Match, or one of the refusals."""
        tries, gives_up_at = 0, time.monotonic() + PATIENCE_SECONDS
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS_MAX)
        content = None if body is None else json.dumps(body)
        sent = {**headers, "Content-Type": "application/json"} if content else headers
        while time.monotonic() < gives_up_at:
            tries += 1
            began_at = time.monotonic()
            try:
                async with self._load.http.request(method, path, data=content, headers=sent, timeout=timeout) as answer:
                    status, raw = answer.status, await answer.read()
                    etag = answer.headers.get("etag", "")
            except (aiohttp.ClientError, TimeoutError, OSError):
                # Lost on its way there, or on its way back: nobody can tell.
                self._load.lost_connections += 1
                await self._breathe()
                continue
            if status in (200, 201, 412):
                return Answer(status, raw, etag, tries, began_at, time.monotonic())
            if status == 401:
                await self._log_in()
            elif status in refusals and b'"idempotency_in_progress"' not in raw:
                return Answer(status, raw, etag, tries, began_at, time.monotonic())
            elif status != 503 and b'"idempotency_in_progress"' not in raw:
                raise await self._surprised(write, status, raw)
            else:
                self._load.unavailable_answers += status == 503
                await self._breathe()
        raise GaveUp(f"write {write} had no definitive answer after {PATIENCE_SECONDS:.0f} s")

    async def _log_in(self) -> None:
        try:
            await world.log_in(self._load.http)
        except (aiohttp.ClientError, TimeoutError, OSError, AssertionError):
            await self._breathe()

    async def _surprised(self, write: str, status: int, raw: bytes) -> GaveUp:
        text = raw.decode(errors="replace")[:500]
        await self._load.journal.write(Surprised(write=write, status=status, text=text))
        return GaveUp(f"write {write} was answered {status}: {text}")

    async def _breathe(self) -> None:
        await asyncio.sleep(self._random.uniform(*AGAIN_SECONDS))

    def _name(self) -> str:
        return f"Payer {self._random.randrange(10**9):09} of client {self._number}"
