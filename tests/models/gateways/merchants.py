"""Accounts at the simulator, with our adapter to each."""

import aiohttp
import msgspec

from models.gateways.simulator.adapter import SimulatorGateway


class Merchant:
    """One account at the simulator: our adapter to it, and plain HTTP with its key."""

    def __init__(self, url: str, credentials: dict[str, str]) -> None:
        self.url = url
        self.credentials = credentials
        self.gateway = SimulatorGateway(credentials, base_url=url)

    async def request(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
        """The status and the decoded JSON of one request; `headers` have underscores for hyphens."""
        sent = {"authorization": f"Bearer {self.credentials['api_key']}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, json=body, headers=sent, allow_redirects=False) as response,
        ):
            return response.status, msgspec.json.decode(await response.read())

    async def happens(self, what: str, **body: object) -> dict:
        """Lets the payer's bank, or somebody at the gateway's desk, do something now; returns what has come of it."""
        status, answer = await self.request("POST", f"/v1/test-helpers/{what}", body)
        assert status == 201, answer
        return answer

    async def journal(self, reference: str) -> list[tuple[str, int]]:
        """What the gateway booked under a reference: kind and amount of each row, in order."""
        status, answer = await self.request("GET", f"/v1/journal?reference={reference}")
        assert status == 200
        return [(row["kind"], row["amount"]) for row in answer["data"]]


async def open_merchant(url: str, **wanted: str) -> Merchant:
    """A new account, with what the caller wants and the rest made up by the simulator."""
    async with aiohttp.ClientSession() as session, session.post(f"{url}/v1/accounts", json=wanted) as response:
        assert response.status == 201
        return Merchant(url, await response.json())
