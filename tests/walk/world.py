"""Two receivers, everybody around them, their accounts at the simulator, and the work that goes on behind requests."""

import datetime
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import httpx
from aiohttp import web

from models import clock, database, ids
from models.access import SCOPES
from models.billing import collections, credit_runs, overdue, reminder_runs, schedule_runs
from models.collection import collecting, credit_policy, receipts, reported
from models.documents import making
from models.mail import mails
from models.mail.mails import Letter
from models.online import attempts, callbacks, credentials, disputes, gateway_accounts
from models.proof import audit_chain, integrity
from models.proof.invariants import INVARIANTS
from models.reconciliation import runs
from models.reports import balances
from models.shapes.gateways import GatewayAccountInput
from models.shapes.reconciliation import RunInput
from models.tables.parties import CreditPolicy
from models.webhooks import feed
from tasks.mails import FOLLOWERS
from tests import clearing, factories
from tests.api.people import Person
from tests.api.worlds import a_key
from tests.books import INVARIANTS as BOOKS
from tests.books import Book, assert_books_balance, open_book
from tests.models.gateways.merchants import Merchant, open_merchant
from tests.walk.dice import Dice
from tests.walk.requests import Known

# Who acts, and how often. The first of them may do everything for their receiver.
ACTORS = {"owner": 72, "manager": 8, "viewer": 2, "payer": 11, "admin": 2, "stranger": 3, "nobody": 2}
HELPERS = ("return", "refund", "dispute", "dispute/close")
# None is all of it.
PARTS = (None, None, 1, 50)
BATCH = 100
ROUNDS_MAX = 60


class Broken(AssertionError):
    """What must never be, was."""


class Party:
    """A receiver with its people, its account at the gateway, and what they know."""

    def __init__(self, book: Book, merchant: Merchant, user_ids: dict[str, Any], *, account_id: str) -> None:
        self.book, self.merchant, self.user_ids, self.account_id = book, merchant, user_ids, account_id
        self.known = Known()
        self.people: dict[str, Person] = {}


class World:
    """All of it. Time goes on only when the walk says so."""

    def __init__(self, http: httpx.AsyncClient, simulator_url: str) -> None:
        self.http, self.simulator_url = http, simulator_url
        self.parties: list[Party] = []
        # Callbacks as they came, with the path that each was sent to.
        self.arrived: list[tuple[str, dict[str, str], bytes]] = []
        self.taken = 0
        self.done: Counter[str] = Counter()
        self.is_broken = False

    async def open(self) -> None:
        """Makes everybody anew. One payer's user has claimed a record with each of the receivers."""
        shared = await factories.user()
        outsiders = {"admin": await factories.user(role="admin"), "stranger": await factories.user()}
        # People may change that; at first one of them applies credit by itself.
        policies: dict[str, CreditPolicy] = {"Ada's Workshop": "oldest_due_first", "Bert's Bakery": "manual"}
        for name, policy in policies.items():
            book = await open_book(name=name, credit_policy=policy)
            merchant = await open_merchant(self.simulator_url)
            account = GatewayAccountInput(
                receiver_id=book.receiver_id, gateway="simulator", credentials=merchant.credentials
            )
            made = await gateway_accounts.create(book.owner, account)
            await database.execute("UPDATE payers SET user_id = $2 WHERE id = $1", book.payer["id"], shared)
            user_ids = {
                "owner": book.owner.user_id,
                "manager": (await book.member("manager")).user_id,
                "viewer": (await book.member("viewer")).user_id,
                "payer": shared,
                **outsiders,
            }
            account_id = ids.encode("gateway_account", made["id"])
            party = Party(book, merchant, user_ids, account_id=account_id)
            party.known.learn(
                {
                    "receiver": book.receiver_id,
                    "payers": [book.payer_id, ids.encode("payer", await factories.payer(book.receiver["id"]))],
                    "account": account_id,
                }
            )
            self.parties.append(party)
        keys = {one: await a_key(one, *SCOPES) for one in {one for p in self.parties for one in p.user_ids.values()}}
        for party in self.parties:
            for name, user_id in party.user_ids.items():
                reason = "ticket 4711" if name == "admin" else None
                party.people[name] = Person(self.http, {"access_token": keys[user_id]}, reason=reason)
            party.people["nobody"] = Person(self.http)

    async def look_around(self) -> None:
        """Lets the owners see what workers and gateways have made."""
        for party in self.parties:
            receiver_id = party.book.receiver_id
            for path in ("payments", "refunds", "reversals", "disputes", "receipts", "credit-notes"):
                answer = await party.people["owner"].get(f"/v1/{path}?receiver_id={receiver_id}&limit=20")
                if answer.status_code != 200:
                    raise Broken(f"The owner's list of {path} was answered {answer.status_code}: {answer.text}")
                party.known.learn(answer.json()["data"][::-1])

    async def happens(self, dice: Dice) -> str:
        """Something at the payer's bank or at the gateway's desk; what cannot be is refused there. Returns what."""
        party = dice.pick(self.parties)
        there = await database.fetch(
            "SELECT coalesce(gateway_payment_id, review ->> 'id') AS id FROM payments WHERE receiver_id = $1 "
            "AND (gateway_payment_id IS NOT NULL OR review IS NOT NULL) ORDER BY payments.id DESC LIMIT 5",
            party.book.receiver["id"],
        )
        if not there:
            return "nothing outside"
        what, payment = dice.pick(HELPERS), dice.pick(there)["id"]
        body = {"outcome": dice.pick(["won", "lost"])} if what.endswith("close") else {"amount": dice.pick(PARTS)}
        status, _ = await party.merchant.request("POST", f"/v1/test-helpers/payments/{payment}/{what}", body)
        self.done[f"at the gateway, {what}: {status}"] += 1
        return f"at the gateway: {what} {payment} {body} -> {status}"

    async def relay(self, request: web.Request) -> web.Response:
        """Keeps a callback until the walk lets it in."""
        self.arrived.append((request.path, dict(request.headers), await request.read()))
        return web.Response()

    async def let_in(self, count: int, *, again: bool) -> None:
        """Gives the oldest callbacks, or ones that were given before, to the application, when they came."""
        chosen = self.arrived[:count] if again else self.arrived[self.taken : self.taken + count]
        self.taken += 0 if again else len(chosen)
        kept = {"webhook-id", "webhook-timestamp", "webhook-signature", "content-type"}
        with clock.moved_to(datetime.datetime.now(datetime.UTC)):
            for path, headers, body in chosen:
                sent = {name: value for name, value in headers.items() if name.lower() in kept}
                answer = await self.http.post(path, content=body, headers=sent)
                self.done[f"callback: {answer.status_code}"] += 1
                if answer.status_code >= 300 and answer.status_code != 404:
                    raise Broken(f"A genuine callback was answered {answer.status_code}: {answer.text}")

    async def work(self) -> int:
        """One round of each worker; returns how much there was to do."""
        rounds: list[Callable[[], Awaitable[int | None]]] = [
            attempts.send_due,
            callbacks.apply_due,
            credentials.check_due,
            disputes.send_due,
            runs.run_due,
            overdue.mark,
            disputes.watch_deadlines,
            reported.escalate,
            collections.enrol_missing,
            lambda: collecting.collect_due(limit=BATCH),
            lambda: schedule_runs.make_due(limit=BATCH),
            lambda: credit_policy.apply_due(limit=BATCH),
            lambda: reminder_runs.make_due(limit=BATCH),
            making.make_due,
            lambda: mails.send_due(_post, limit=BATCH, followers=FOLLOWERS),
            balances.sum_up,
            receipts.issue_due,
            feed.number,
            audit_chain.seal,
        ]
        return sum([await one() or 0 for one in rounds])

    async def compare(self) -> None:
        """Asks for a comparison with the gateway, of the last hour there: its clock does not move."""
        since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
        for party in self.parties:
            wanted = RunInput(
                gateway_account_id=party.account_id, since=since, until=min(clock.now(), since + runs.WINDOW_MAX)
            )
            await runs.request(party.book.owner, wanted)

    async def come_to_rest(self) -> None:
        """Works until nothing is left to do, letting in all callbacks."""
        # It says how much it has looked at, which is as much the next time.
        await credit_runs.look_for_missed()
        for _ in range(ROUNDS_MAX):
            await self.let_in(len(self.arrived), again=False)
            if not await self.work() and self.taken == len(self.arrived):
                return
        raise Broken("The workers still had something to do after many rounds.")

    async def fingerprint(self) -> tuple[Any, ...]:
        """What any change shows in."""
        row = await database.fetch_row(
            "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM ledger_entries) AS entries, "
            "(SELECT count(*) FROM payments) AS payments, (SELECT count(*) FROM attempts) AS attempts, "
            "(SELECT count(*) FROM allocations) AS allocations, (SELECT sum(version) FROM invoices) AS invoices, "
            "(SELECT sum(version) FROM payments) AS versions, (SELECT count(*) FROM mails) AS mails"
        )
        assert row is not None
        return tuple(row.values())

    async def tamper(self) -> None:
        """Says of invoices that they are paid, which nothing else says."""
        await database.execute(
            "UPDATE invoices SET amount_paid = 1, settlement = 'partially_paid' "
            "WHERE status = 'open' AND amount_paid = 0 AND total > 2 AND amount_reserved = 0"
        )

    async def check(self) -> None:
        """Raises Broken when the books do not balance, or anything else contradicts what must always be true."""
        async with database.transaction(isolation="repeatable_read", readonly=True):
            if not await database.fetch(_ANY_BROKEN):
                return
        await assert_books_balance()
        report = await integrity.check()
        found = [f"{one.name}: {one.statement}: {one.examples}" for one in report.checks if one.violations]
        raise Broken("\n".join(found))

    async def differences(self) -> list[str]:
        """Of which payments the gateway has moved other money than the books say."""
        found: list[str] = []
        async with aiohttp.ClientSession() as session:
            for party in self.parties:
                there = await clearing.journal(session, self.simulator_url, party.merchant.credentials["api_key"])
                here = clearing.booked(await database.fetch(clearing.BOOKED, [party.book.receiver["id"]]))
                found += clearing.differences(there, here)
        return found


# All at once, since so many single questions cost more than their answers.
_ANY_BROKEN = " UNION ALL ".join(
    f"SELECT 1 FROM (SELECT FROM ({query}) AS one LIMIT 1) AS found"
    for query in [*BOOKS.values(), *(one.query for one in INVARIANTS)]
)


async def _post(letter: Letter) -> None:
    """A server that takes every mail."""
