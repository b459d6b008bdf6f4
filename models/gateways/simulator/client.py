"""Requests to the simulator's HTTP interface, and what its answers and refusals mean.

Every call opens and closes its own connection: nothing outlives the event loop in which it was made.
"""

import datetime
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

import aiohttp
import msgspec

from models import clock
from models.gateways.base import Answer, Call, GatewayError, ListedBy, Listener
from models.gateways.simulator import facts, shapes

TIMEOUT_SECONDS = 10.0
ANSWER_BYTES_MAX = 1_000_000
# What is kept of an answer.
ANSWER_BYTES_KEPT = 64 * 1024
PAGE_SIZE = 100

# Answers that will be the same next time. The gateway must have said so itself, see `_refusal`.
PERMANENT_STATUSES = frozenset({400, 401, 403, 404, 413, 415, 422})
# There is a payment for our reference, but not this one: whether it was charged must be asked, not assumed.
KEY_REUSED = "idempotency_key_reused"
# What the gateway says of an id that it has not given, unlike a 404 of some proxy in between.
NOT_FOUND = "not_found"
# In place of a secret that an answer repeats. What is shorter than this is no secret, and may be a part of any word.
BLOT = "[removed]"
SECRET_LENGTH_MIN = 8

T = TypeVar("T")


class Client:
    """The interface, with one account's key."""

    def __init__(
        self, *, base_url: str, api_key: str, secrets: list[str], on_answer: Listener | None, timeout_seconds: float
    ) -> None:
        """`secrets` are what no answer may carry on into what we keep, beside the key; callers may add more."""
        self._base_url = base_url
        self._api_key = api_key
        self.secrets = [api_key, *secrets]
        self._on_answer = on_answer
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            timeout=self._timeout,
            trust_env=False,
            # With no compression asked for and none undone, the limit on what is read is a limit on memory.
            auto_decompress=False,
            headers={"authorization": f"Bearer {self._api_key}", "accept-encoding": "identity"},
        )

    async def listed(
        self, path: str, since: datetime.datetime, until: datetime.datetime, by: ListedBy, shape: type[T]
    ) -> AsyncIterator[T]:
        """All that was made, or that changed, from `since` to before `until`. Raises GatewayError."""
        query = {f"{by}_from": since.isoformat(), f"{by}_to": until.isoformat(), "limit": str(PAGE_SIZE)}
        while True:
            page = await self.get(path, query, shapes.Page[shape])  # type: ignore[valid-type]  # a type as a value
            for listed in page.data:
                yield listed
            if not page.has_more:
                return
            if not page.next_cursor or page.next_cursor == query.get("after"):
                raise GatewayError("The gateway's list does not say how it goes on.", permanent=False)
            query["after"] = page.next_cursor

    async def get_one(self, path: str, id_there: str, shape: type[T], *, call: Call) -> T | None:
        """What has that id at the gateway, None when it says itself that there is none. Raises GatewayError."""
        check_id(id_there, "id")
        try:
            return await self.get(f"{path}/{id_there}", {}, shape, call)
        except Refusal as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise

    async def get(
        self,
        path: str,
        query: Mapping[str, str],
        answer_type: type[T],
        call: Call | None = None,
    ) -> T:
        """The answer to a question; told of as `call`, if it is one. Raises GatewayError."""
        async with self._session() as session:
            return await self._ask(
                session.get(self._base_url + path, params=query, allow_redirects=False), answer_type, call
            )

    async def post(
        self,
        path: str,
        body: msgspec.Struct,
        idempotency_key: str,
        answer_type: type[T],
        call: Call,
    ) -> T:
        """The answer to a request that is done once, however often it comes with that key. Raises GatewayError."""
        headers = {"content-type": "application/json", "idempotency-key": idempotency_key}
        data = msgspec.json.encode(body)
        async with self._session() as session:
            asking = session.post(self._base_url + path, data=data, headers=headers, allow_redirects=False)
            return await self._ask(asking, answer_type, call)

    async def _ask(
        self,
        asking: AbstractAsyncContextManager[aiohttp.ClientResponse],
        answer_type: type[T],
        call: Call | None,
    ) -> T:
        """The answer to one request. Raises GatewayError."""
        status, content, is_whole = 0, bytearray(), False
        try:
            async with asking as response:
                status = response.status
                await _read(response, content)
                is_whole = True
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # ValueError: a line of the answer that is too long for aiohttp.
            raise GatewayError(f"The gateway gave no answer ({type(error).__name__}).", permanent=False) from error
        finally:
            if call and status:
                self._tell(call, status, content, is_whole)
        if status not in (200, 201):
            raise self._refusal(status, content)
        try:
            return msgspec.json.decode(content, type=answer_type)
        except (ValueError, RecursionError) as error:
            raise GatewayError("The gateway's answer cannot be read.", permanent=False) from error

    def _tell(self, call: Call, status: int, content: bytearray, is_whole: bool) -> None:
        if self._on_answer is None:
            return
        for secret in self.secrets:
            if len(secret) >= SECRET_LENGTH_MIN:
                content = content.replace(secret.encode(), BLOT.encode())
        self._on_answer(
            Answer(
                call=call,
                status=status,
                content=bytes(content[:ANSWER_BYTES_KEPT]),
                is_whole=is_whole and len(content) <= ANSWER_BYTES_KEPT,
                received_at=clock.now(),
            )
        )

    def _refusal(self, status: int, content: bytearray) -> GatewayError:
        """Only the gateway's own words make a refusal final: a 404 of some proxy says nothing about a charge."""
        try:
            error = msgspec.json.decode(content, type=shapes.ErrorAnswer).error
        except (ValueError, RecursionError):
            return GatewayError(f"The gateway answered {status} with no reason.", permanent=False)
        message = error.message
        for secret in self.secrets:
            if len(secret) >= SECRET_LENGTH_MIN:
                message = message.replace(secret, BLOT)
        permanent = status in PERMANENT_STATUSES and error.code != KEY_REUSED
        said = f"The gateway answered {status}: {message[: facts.MESSAGE_LENGTH_MAX]}"
        return Refusal(said, permanent=permanent, unauthorized=status in (401, 403), code=error.code)


def check_id(id_there: str, noun: str) -> None:
    """Raises GatewayError for what is no id of the simulator, and would lead elsewhere in a path."""
    if not re.fullmatch("[A-Za-z0-9_]+", id_there):
        raise GatewayError(f"{id_there!r} is no {noun} of the simulator.", permanent=True)


async def _read(response: aiohttp.ClientResponse, content: bytearray) -> None:
    async for part in response.content.iter_any():
        content += part
        if len(content) > ANSWER_BYTES_MAX:
            raise GatewayError("The gateway's answer is too long.", permanent=False)


class Refusal(GatewayError):
    """The gateway has turned a request down, in its own words."""

    def __init__(self, message: str, *, permanent: bool, unauthorized: bool, code: str) -> None:
        super().__init__(message, permanent=permanent, unauthorized=unauthorized)
        self.code = code
