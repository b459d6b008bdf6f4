"""What happens at the gateway without us: the payer's bank takes money back, people at its desk refund, payers dispute.

Nothing of it is written down here, since the simulator's own journal is what the books are held against. Also done here
is what a receiver does about its gateway accounts: it archives some, and asks for comparisons meanwhile.
"""

import asyncio
import contextlib
import random
from collections import Counter
from typing import Any

import aiohttp

from tests.chaos import world
from tests.chaos.load import Load
from tests.chaos.world import Merchant

PAUSE_SECONDS = 0.15
REQUEST_SECONDS_MAX = 10
# The last one is a login that is refused for now.
FAILURES = (aiohttp.ClientError, TimeoutError, OSError, AssertionError)
# Of the turns, those that ask for a comparison.
COMPARED = 0.02
ARCHIVED_AT = 0.5
CHOSEN_FROM = 100


class Outside:
    """Acts at random until it is cancelled; an outage only ends a turn."""

    def __init__(self, http: aiohttp.ClientSession, load: Load, *, simulator_url: str, seed: int) -> None:
        self._http, self._load, self._simulator_url = http, load, simulator_url
        self._random = random.Random(f"{seed} outside")
        self._archived: set[str] = set()
        self.acts: Counter[str] = Counter()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(*FAILURES):
                await self._take_a_turn()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _take_a_turn(self) -> None:
        merchant = self._random.choice(self._load.world.merchants)
        if self._load.events_acknowledged > ARCHIVED_AT * self._load.events:
            await self._archive(merchant)
        if self._random.random() < COMPARED:
            given = {"gateway_account_id": merchant.gateway_account_id}
            await self._ours("POST", "/v1/reconciliation/runs", given, "comparisons")
        act = self._random.choice(
            [self._return, self._refund, self._dispute, self._close, self._send_back, self._decide]
        )
        await act(merchant)

    async def compare_all(self) -> None:
        """Asks for a comparison of each account, archived ones too, until all are asked for."""
        for merchant in self._load.world.merchants:
            given = {"gateway_account_id": merchant.gateway_account_id}
            while True:
                with contextlib.suppress(*FAILURES):
                    if await self._ours("POST", "/v1/reconciliation/runs", given, "comparisons") == 201:
                        break
                await asyncio.sleep(PAUSE_SECONDS)

    async def _return(self, merchant: Merchant) -> None:
        """Some of a payment, or all that is left."""
        if payment := await self._any(merchant, "payments", "succeeded", "returned"):
            await self._happens(merchant, f"payments/{payment['id']}/return", self._part(), "returns")

    async def _refund(self, merchant: Merchant) -> None:
        if payment := await self._any(merchant, "payments", "succeeded", "returned"):
            await self._happens(merchant, f"payments/{payment['id']}/refund", self._part(), "desk refunds")

    async def _dispute(self, merchant: Merchant) -> None:
        if payment := await self._any(merchant, "payments", "succeeded", "returned"):
            await self._happens(merchant, f"payments/{payment['id']}/dispute", self._part(), "disputes")

    async def _close(self, merchant: Merchant) -> None:
        if dispute := await self._any(merchant, "disputes", "needs_response"):
            outcome = {"outcome": self._random.choice(["won", "lost"])}
            path = f"payments/{dispute['payment']}/dispute/close"
            await self._happens(merchant, path, outcome, f"disputes {outcome['outcome']}")

    async def _send_back(self, merchant: Merchant) -> None:
        if refund := await self._any(merchant, "refunds", "succeeded"):
            await self._happens(merchant, f"refunds/{refund['id']}/return", {}, "refunds that came back")

    async def _decide(self, merchant: Merchant) -> None:
        """The payer answers a challenge."""
        if payment := await self._any(merchant, "payments", "requires_action"):
            path = self._random.choice(["approve", "decline"])
            url = f"{self._simulator_url}/challenge/{payment['id']}/{path}"
            async with self._http.post(url, allow_redirects=False, timeout=self._timeout) as answer:
                self.acts["challenges answered"] += answer.status == 303

    def _part(self) -> dict[str, int]:
        return {} if self._random.random() < 0.3 else {"amount": self._random.randint(1, 700)}

    async def _any(self, merchant: Merchant, things: str, *statuses: str) -> dict[str, Any] | None:
        """One of the merchant's newest, in one of the statuses."""
        query = {"limit": str(CHOSEN_FROM), "changed_from": "2000-01-01T00:00:00Z"}
        found: list[dict[str, Any]] = []
        headers = {"Authorization": f"Bearer {merchant.api_key}"}
        while True:
            url = f"{self._simulator_url}/v1/{things}"
            async with self._http.get(url, params=query, headers=headers, timeout=self._timeout) as answer:
                if answer.status != 200:
                    return None
                page = await answer.json()
            found += [row for row in page["data"] if row["status"] in statuses]
            if not page["has_more"]:
                return self._random.choice(found[-CHOSEN_FROM:]) if found else None
            query["after"] = page["next_cursor"]

    async def _happens(self, merchant: Merchant, path: str, body: dict[str, Any], what: str) -> None:
        headers = {"Authorization": f"Bearer {merchant.api_key}"}
        url = f"{self._simulator_url}/v1/test-helpers/{path}"
        async with self._http.post(url, json=body, headers=headers, timeout=self._timeout) as answer:
            self.acts[what] += answer.status == 201

    async def _archive(self, merchant: Merchant) -> None:
        if merchant.is_archived_later and merchant.gateway_account_id not in self._archived:
            self._load.merchants = [one for one in self._load.merchants if one != merchant]
            path = f"/v1/gateway-accounts/{merchant.gateway_account_id}"
            if await self._ours("DELETE", path, None, "accounts archived") in (200, 204, 404, 409):
                self._archived.add(merchant.gateway_account_id)

    async def _ours(self, method: str, path: str, body: dict[str, Any] | None, what: str) -> int:
        async with self._http.request(method, path, json=body, timeout=self._timeout) as answer:
            if answer.status == 401:
                await world.log_in(self._http)
            self.acts[what] += answer.status in (200, 201, 204)
            return answer.status

    @property
    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=REQUEST_SECONDS_MAX)
