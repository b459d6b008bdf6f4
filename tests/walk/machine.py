"""The walk: a state machine whose steps are requests, rounds of workers, callbacks, time, and the gateway's desk."""

import asyncio
import datetime
from collections import Counter
from typing import Any, ClassVar

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from models import clock
from tests.api.operations import Operation
from tests.walk.dice import Dice
from tests.walk.requests import BEGINNINGS, Requests, weights
from tests.walk.world import ACTORS, Broken, Party, World

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# Terms end, retries are due, what was kept is forgotten.
LEAPS = (datetime.timedelta(minutes=2), HOUR, 8 * HOUR, DAY, 4 * DAY, 31 * DAY)
# The walk ends with what takes the longest: a question that is asked once a day.
LAST_LEAPS = (datetime.timedelta(minutes=2), HOUR, DAY, 2 * DAY)
# What may come next, and how often.
STEPS = {"ask": 66, "ask_at_once": 9, "ask_again": 4, "work": 9, "callbacks": 4, "time": 3, "outside": 5}
KEYED = 30
# Somewhat less than is promised: also of answers that hold a secret.
KEYS_KEPT, SECRETS_KEPT = 29 * DAY, 23 * HOUR
AT_ONCE_MAX = 4
# A document that no worker has made: workers have their turn when the walk says so.
NOT_MADE_YET = "document_late"
STATUSES = {400, 401, 403, 404, 406, 409, 412, 413, 415, 422}
# They are answered to whoever knows what is in the path, or to everybody.
FOR_EVERYBODY = ("/v1/pay/", "/v1/receipts/", "/v1/event-types", "/v1/callbacks/", "/v1/reminders/pause")


class Sent:
    """A request, and who sent it."""

    def __init__(self, operation: Operation, url: str, body: Any, *, party: Party, actor: str, key: str | None) -> None:
        self.operation, self.url, self.body, self.party, self.actor, self.key = operation, url, body, party, actor, key

    async def send(self) -> httpx.Response:
        headers = {} if self.key is None else {"idempotency-key": self.key}
        person = self.party.people[self.actor]
        return await person.send(self.operation.method, self.url, json=self.body, headers=headers)

    def __str__(self) -> str:
        return f"{self.actor}: {self.operation.method} {self.url} {self.body if self.body is not None else ''}"


class Walk(RuleBasedStateMachine):
    """One walk, on the event loop of `runner`. `world_of` opens a fresh world."""

    runner: ClassVar[asyncio.Runner]
    world_of: ClassVar[Any]
    steps: ClassVar[int] = 0
    # Whether something is broken on the way, on purpose.
    is_tampered: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.operations = weights()
        self.beginnings = [one for one in self.operations if one.id in BEGINNINGS]
        self.world: World = self._run(self.world_of())
        # With what was answered, and until when it is kept.
        self.keyed: list[tuple[Sent, httpx.Response, datetime.datetime]] = []
        self.trace: list[str] = []
        self.drawn: Counter[int] = Counter()
        self.is_broken = False
        self._moved = clock.moved_to(clock.now())
        self._moved.__enter__()

    def _run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    @rule(seed=st.integers(0, 2**64 - 1))
    def go_on(self, seed: int) -> None:
        """One step."""
        # Hypothesis likes some numbers better than others: of each kind that comes again, something else comes.
        self.drawn[seed] += 1
        dice = Dice(f"{seed} {self.drawn[seed]}")
        what = dice.weighed(STEPS)
        type(self).steps += 1
        try:
            if what == "time":
                self._leap(dice.pick(LEAPS))
                what = "work"
            self._run(getattr(self, f"_{what}")(dice))
            if self.is_tampered:
                self._run(self.world.tamper())
            self._run(self.world.check())
        except BaseException:
            self.is_broken = True
            print("\n".join(self.trace[-40:]))
            raise

    def teardown(self) -> None:
        """Ends in rest: nothing is left to do, and the gateway agrees with the books."""
        try:
            if not self.is_broken:
                self._end()
        except BaseException:
            self.is_broken = True
            print("\n".join(self.trace[-40:]))
            raise
        finally:
            self._moved.__exit__(None, None, None)
            self.world.is_broken = self.is_broken

    def _leap(self, leap: datetime.timedelta) -> None:
        self.trace.append(f"{leap} later")
        later = clock.now() + leap
        self._moved.__exit__(None, None, None)
        self._moved = clock.moved_to(later)
        self._moved.__enter__()

    async def _work(self, _: Dice) -> None:
        """One round of the workers, with all callbacks that have come."""
        self.trace.append("work")
        await self.world.let_in(len(self.world.arrived), again=False)
        await self.world.work()
        await self.world.look_around()

    async def _callbacks(self, dice: Dice) -> None:
        """Some callbacks arrive, and some a second time."""
        await self.world.let_in(dice.number(1, 3), again=dice.chance(20))

    def _end(self) -> None:
        for leap in LAST_LEAPS:
            self._leap(leap)
            self._run(self.world.come_to_rest())
            self._run(self.world.compare())
            self._run(self.world.come_to_rest())
            self._run(self.world.check())
            differences = self._run(self.world.differences())
            if not differences:
                return
        raise Broken("\n".join(differences))

    def _request(self, dice: Dice) -> Sent:
        party, other = dice.pick([self.world.parties, self.world.parties[::-1]])
        operation = dice.weighed(self.operations)
        if not party.known.has(operation) and not dice.chance(10):
            # What it is about has not come to be yet.
            operation = dice.pick([one for one in self.beginnings if party.known.has(one)])
        actor = dice.weighed(ACTORS)
        requests = Requests(dice, party.known, other.known, clock.now().date())
        key = f"key-{dice.number(0, 10**6)}" if operation.method == "POST" and dice.chance(KEYED) else None
        return Sent(operation, requests.url(operation), requests.body(operation), party=party, actor=actor, key=key)

    async def _ask(self, dice: Dice) -> None:
        """Somebody asks for something. What is refused changes nothing."""
        sent = self._request(dice)
        before = await self.world.fingerprint()
        answer = await sent.send()
        self._judge(sent, answer)
        if not answer.is_success and await self.world.fingerprint() != before:
            raise Broken(f"{sent} was refused ({answer.status_code}), and has changed something.")
        if answer.is_success and sent.key is not None:
            kept = SECRETS_KEPT if sent.operation.options.get("shown_once") else KEYS_KEPT
            self.keyed.append((sent, answer, clock.now() + kept))

    async def _ask_at_once(self, dice: Dice) -> None:
        """Several ask at the same time, or one asks twice by the same key."""
        first = self._request(dice)
        if first.key is not None:
            answers = await asyncio.gather(*(first.send() for _ in range(dice.number(2, AT_ONCE_MAX))))
            made = {answer.text for answer in answers if answer.is_success}
            for answer in answers:
                self._judge(first, answer)
            if len(made) > 1:
                raise Broken(f"{first} by one key at once has had several effects: {made}")
            return
        several = [first, *(self._request(dice) for _ in range(dice.number(1, AT_ONCE_MAX - 1)))]
        for sent, answer in zip(several, await asyncio.gather(*(one.send() for one in several)), strict=True):
            self._judge(sent, answer)

    async def _ask_again(self, dice: Dice) -> None:
        """A client that has lost an answer."""
        self.keyed = [one for one in self.keyed[-5:] if one[2] > clock.now()]
        if not self.keyed:
            return
        sent, before, _ = dice.pick(self.keyed)
        fingerprint = await self.world.fingerprint()
        answer = await sent.send()
        self.trace.append(f"again {sent} -> {answer.status_code}")
        if (answer.status_code, answer.content) != (before.status_code, before.content):
            raise Broken(f"{sent} was answered {before.text} first and {answer.text} again.")
        if await self.world.fingerprint() != fingerprint:
            raise Broken(f"{sent} has had an effect again.")

    async def _outside(self, dice: Dice) -> None:
        """The payer's bank takes money back, or somebody acts at the gateway's desk."""
        self.trace.append(await self.world.happens(dice))

    def _judge(self, sent: Sent, answer: httpx.Response) -> None:
        status = answer.status_code
        code = "" if answer.is_success else answer.json().get("code", "")
        self.trace.append(f"{sent} -> {status} {code}")
        self.world.done[f"{sent.operation.id}: {status} {code}".strip()] += 1
        if not answer.is_success and status not in STATUSES and code != NOT_MADE_YET:
            raise Broken(f"{sent} was answered {status}: {answer.text}")
        if not answer.is_success:
            return
        if sent.actor in ("stranger", "nobody"):
            self._look_for_leaks(sent, answer)
        elif "application/json" in answer.headers.get("content-type", "") and _is_of_one_party(sent):
            sent.party.known.learn(answer.json())

    def _look_for_leaks(self, sent: Sent, answer: httpx.Response) -> None:
        if sent.url.startswith(FOR_EVERYBODY):
            return
        known = {one for party in self.world.parties for ids in party.known.ids.values() for one in ids}
        leaked = [one for one in known if one in answer.text]
        if leaked:
            raise Broken(f"{sent} was shown {leaked}.")


def _is_of_one_party(sent: Sent) -> bool:
    """Whether an answer holds nothing of the other receiver: lists of the payer that both have, and an admin's, may."""
    return sent.actor not in ("payer", "admin") or sent.operation.method != "GET"
