"""A checkout that serves: its web process as its own Procfile starts it, in production's settings, and its world.

The world is one receiver with one payer, whom everything is done for: writers of one receiver are those that could get
into each other's way. Everything goes through the API, so a side can be of any release that has it.
"""

import asyncio
import base64
import contextlib
import datetime
import http.client
import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from launch import procfile, surroundings
from launch.machine import dying_with_parent, free_port
from models.gateways.simulator import shapes
from models.outgoing import signing
from tests.bench import servers
from tests.bench.generator import Generator, Load
from tests.bench.sampling import WrongAnswers

READY_SECONDS_MAX = 60.0
SHUTDOWN_SECONDS = 2
# Tokens live for 15 minutes.
TOKEN_SECONDS_MAX = 600.0
PREPARING_CONNECTIONS = 16
MERCHANT = "acct_bench"
PERSON = {"email": "ada@example.com", "password": "a long passphrase", "name": "Ada"}
LINES = [
    {"description": "Consulting", "quantity": "8", "unit_price": "95.00", "taxes": [{"name": "VAT", "percent": "19"}]},
    {"description": "Travel", "quantity": "1", "unit_price": "120.50", "taxes": [{"name": "VAT", "percent": "19"}]},
]
# As much as settings allow: requests are counted as in production, and none is refused.
UNREACHED = "1000000"


def production(data: Path) -> dict[str, str]:
    """What an operator sets, with keys that are made up."""
    keys = [f"k1={base64.b64encode(secrets.token_bytes(32)).decode()}" for _ in range(2)]
    return {
        "QUITTANCE_ENV": "production",
        "QUITTANCE_LOG_LEVEL": "INFO",
        "QUITTANCE_LOG_FORMAT": "json",
        "QUITTANCE_TOKEN_KEYS": keys[0],
        "QUITTANCE_ENCRYPTION_KEYS": keys[1],
        "QUITTANCE_SMTP_URL": "smtp://127.0.0.1:9",
        "QUITTANCE_MAIL_FROM": "bench@example.com",
        "QUITTANCE_SHUTDOWN_SECONDS": str(SHUTDOWN_SECONDS),
        "QUITTANCE_DATA": str(data),
        "QUITTANCE_CALLER_REQUESTS_PER_MINUTE": UNREACHED,
        "QUITTANCE_ADDRESS_REQUESTS_PER_MINUTE": UNREACHED,
        "QUITTANCE_CALLBACK_REQUESTS_PER_MINUTE": UNREACHED,
    }


class Web:
    """The web process of a checkout. Its log goes to a file, as a service manager's would."""

    def __init__(
        self, checkout: Path, environment: Mapping[str, str], log: Path, *, application: str = "api.app:app"
    ) -> None:
        self.port = free_port()
        self.log = log
        host = f"127.0.0.1:{self.port}"
        environment = {
            **environment,
            "PORT": str(self.port),
            "QUITTANCE_PUBLIC_URL": f"http://{host}",
            "QUITTANCE_ALLOWED_HOSTS": host,
        }
        if surroundings.is_several(environment):
            # Where they add up their metrics, as in production.
            environment[surroundings.METRICS_FOLDER] = str(log.with_suffix(".metrics"))
            log.with_suffix(".metrics").mkdir()
        line = procfile.read_processes((checkout / "Procfile").read_text(), file_name="Procfile")["web"]
        words = procfile.expand(line, environment)[1:]
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, *(application if word == "api.app:app" else word for word in words)],
                cwd=checkout,
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                preexec_fn=dying_with_parent(signal.SIGKILL),
            )

    def wait(self, path: str) -> None:
        """Until it answers there. Raises AssertionError with the end of its log."""
        deadline, said = time.monotonic() + READY_SECONDS_MAX, ""
        while True:
            with contextlib.suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port)) as asked:
                asked.request("GET", path)
                answer = asked.getresponse()
                if answer.status == 200:
                    return
                said = f"{answer.status} {answer.read().decode()}"
            is_late = self.process.poll() is not None or time.monotonic() > deadline
            assert not is_late, f"web is not ready: {said}\n{self.end_of_log()}"
            time.sleep(0.05)

    def end_of_log(self) -> str:
        """Its last lines."""
        return self.log.read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        """Ends it and waits for that."""
        self.process.terminate()
        self.process.wait()


class Side:
    """A checkout that serves from a database of its own, and the world that requests are about."""

    def __init__(self, name: str, checkout: Path, environment: Mapping[str, str], generator: Generator) -> None:
        self.name = name
        self.checkout = checkout
        self.environment = {**environment, "QUITTANCE_PUBLIC_URL": "http://bench", "QUITTANCE_ALLOWED_HOSTS": "bench"}
        self._generator = generator
        self._manage("migrate")
        self.web = Web(checkout, environment, Path(environment["QUITTANCE_DATA"]) / f"web-{name}.log")
        self.web.wait("/health/ready")
        self._token, self._token_at = "", 0.0
        self._take(self.ask("POST", "/v1/auth/register", PERSON))
        self.receiver = self.ask("POST", "/v1/receivers", {"name": "Ada", "currency": "EUR"})["id"]
        given = {"receiver_id": self.receiver, "name": "Grace", "address": {"city": "Berlin"}}
        self.payer = self.ask("POST", "/v1/payers", given)["id"]
        scopes = ["invoices:read", "invoices:write", "payments:read", "payments:write"]
        self.key = self.ask("POST", "/v1/api-keys", {"name": "bench", "scopes": scopes})["secret"]
        self._merchant = {
            "account": MERCHANT,
            "api_key": f"sk_sim_{secrets.token_hex(12)}",
            "webhook_secret": signing.new_secret(),
        }
        given = {"receiver_id": self.receiver, "gateway": "simulator", "credentials": self._merchant}
        self.gateway_account = self.ask("POST", "/v1/gateway-accounts", given)["id"]
        self._drafts: list[str] = []
        self.issued: list[str] = []

    # Requests, as bytes. Those that use something up take it from what was prepared.

    def get(self, count: int, *, by: str) -> list[bytes]:
        path = f"/v1/invoices/{self.issued[0]}"
        return [self.request("GET", path, by=by)] * count

    def list_20(self, count: int, *, by: str) -> list[bytes]:
        return [self.request("GET", f"/v1/invoices?receiver_id={self.receiver}&limit=20", by=by)] * count

    def create(self, count: int, *, by: str) -> list[bytes]:
        given = {"receiver_id": self.receiver, "payer_id": self.payer, "lines": LINES}
        return [self.request("POST", "/v1/invoices", given, by=by)] * count

    def finalize(self, count: int, *, by: str) -> list[bytes]:
        return [self.request("POST", f"/v1/invoices/{draft}/finalize", by=by) for draft in self._take_drafts(count)]

    def pay(self, count: int, *, by: str) -> list[bytes]:
        return [self._pay(invoice, by) for invoice in self._take_issued(count)]

    def pay_with_idempotency_key(self, count: int, *, by: str) -> list[bytes]:
        return [self._pay(invoice, by, secrets.token_hex(16)) for invoice in self._take_issued(count)]

    def pay_cents(self, count: int, *, invoices: int) -> list[bytes]:
        """One cent each, of so many invoices in turn, which stay unpaid."""
        given = {"method": "bank_transfer", "amount": 1}
        each = [
            self.request("POST", "/v1/payments", {**given, "invoice_id": invoice}, by="token")
            for invoice in self.issued[:invoices]
        ]
        return [each[number % invoices] for number in range(count)]

    def begin_online(self, count: int, *, by: str) -> list[bytes]:
        given = {"method": "card", "payment_token": "tok_success"}
        return [
            self.request("POST", "/v1/payments", {**given, "invoice_id": invoice}, by=by)
            for invoice in self._take_issued(count)
        ]

    def callback(self, count: int, *, by: str) -> list[bytes]:
        """Signed by the merchant's secret, each a message of its own about a payment that its gateway knows."""
        assert by == "signature"
        now = int(time.time())
        made = []
        for _ in range(count):
            message_id, body = f"simmsg_{secrets.token_hex(12)}", _callback_body()
            secret = self._merchant["webhook_secret"]
            headers = signing.headers(message_id=message_id, timestamp=now, body=body, secrets=[secret])
            made.append(_bytes("POST", f"/v1/callbacks/{self.gateway_account}", self.web.port, body, headers))
        return made

    # Plain rows, which the ORM reads and writes.

    def create_payer(self, count: int, *, by: str) -> list[bytes]:
        given = {"receiver_id": self.receiver, "name": "Grace", "address": {"city": "Berlin"}}
        return [self.request("POST", "/v1/payers", given, by=by)] * count

    def get_payer(self, count: int, *, by: str) -> list[bytes]:
        return [self.request("GET", f"/v1/payers/{self.payer}", by=by)] * count

    def list_payers(self, count: int, *, by: str) -> list[bytes]:
        return [self.request("GET", f"/v1/payers?receiver_id={self.receiver}&limit=20", by=by)] * count

    def change_payer(self, count: int, *, by: str) -> list[bytes]:
        path = f"/v1/payers/{self.payer}"
        return [self.request("PATCH", path, {"name": f"Grace {number}"}, by=by) for number in range(count)]

    # What they need.

    def make_ready(self, *, drafts: int = 0, issued: int = 0) -> None:
        """Prepares at least so many drafts and issued invoices that nobody has used yet."""
        if (missing := issued - len(self.issued)) > 0:
            self.make_ready(drafts=missing)
            answers = self.send(self.finalize(missing, by="token"), expected=200)
            self.issued += [json.loads(answer)["id"] for answer in answers]
        if (missing := drafts - len(self._drafts)) > 0:
            answers = self.send(self.create(missing, by="token"), expected=201)
            self._drafts += [json.loads(answer)["id"] for answer in answers]

    def gather_statistics(self) -> None:
        """Gathers PostgreSQL's statistics of all that was written so far."""
        asyncio.run(servers.execute(self.environment["DATABASE_URL"], "ANALYZE"))

    def fill(self, count: int) -> None:
        """Writes so many payments of both kinds and callbacks, of invoices of their own."""
        self.make_ready(issued=1 + 2 * count)
        self.send(self.pay(count, by="token"), expected=201)
        self.send(self.begin_online(count, by="token"), expected=201)
        self.send(self.callback(count, by="signature"), expected=200)

    def request(self, method: str, path: str, given: object = None, *, by: str, **headers: str) -> bytes:
        """A request by the session's token or by the API key."""
        secret = self.token if by == "token" else self.key
        body = b"" if given is None else json.dumps(given).encode()
        return _bytes(method, path, self.web.port, body, {"authorization": f"Bearer {secret}", **headers})

    def send(self, requests: Sequence[bytes], *, expected: int) -> Sequence[bytes]:
        """Sends them, without measuring, and returns the bodies. Raises AssertionError for another status."""
        self._generator.prepare(
            Load(self.web.port, PREPARING_CONNECTIONS, requests, warm_up=0, expected=[expected], keeps_bodies=True)
        )
        self._generator.run()
        outcome = self._generator.outcome()
        assert not outcome.errors, f"{outcome.errors} wrong answers, such as {outcome.wrong[0]!r}"
        return outcome.bodies

    @property
    def token(self) -> str:
        """An access token that goes on living for some minutes."""
        if time.monotonic() > self._token_at + TOKEN_SECONDS_MAX:
            given = {name: PERSON[name] for name in ("email", "password")}
            self._take(self.ask("POST", "/v1/auth/login", given, anonymously=True))
        return self._token

    def ask(self, method: str, path: str, given: object = None, *, anonymously: bool = False) -> dict[str, Any]:
        """One request and its answer, decoded. Raises AssertionError when it is refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=READY_SECONDS_MAX)
        headers = {"Content-Type": "application/json"}
        if self._token and not anonymously:
            headers["Authorization"] = f"Bearer {self.token}"
        connection.request(method, path, None if given is None else json.dumps(given), headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status < 300, f"{method} {path}: {answer.status} {content!r}"
        found: dict[str, Any] = json.loads(content)
        return found

    def check_books(self) -> str:
        """What `make check` says when it finds nothing wrong. Raises WrongAnswers with what it has found."""
        try:
            return self._manage("check")
        except AssertionError as error:
            broken = "\n".join(line for line in str(error).splitlines() if not line.startswith("ok "))
            raise WrongAnswers(f"The books do not balance, so no figure counts.\n{broken}") from None

    def stop(self) -> None:
        """Ends the web process."""
        self.web.stop()

    def _pay(self, invoice: str, by: str, idempotency_key: str = "") -> bytes:
        headers = {"idempotency-key": idempotency_key} if idempotency_key else {}
        given = {"method": "bank_transfer", "invoice_id": invoice}
        return self.request("POST", "/v1/payments", given, by=by, **headers)

    def _take_drafts(self, count: int) -> list[str]:
        assert len(self._drafts) >= count, "nobody has prepared so many drafts"
        taken, self._drafts = self._drafts[:count], self._drafts[count:]
        return taken

    def _take_issued(self, count: int) -> list[str]:
        # The first one stays: it is the one that is read.
        assert len(self.issued) > count, "nobody has prepared so many invoices"
        taken = self.issued[1 : count + 1]
        del self.issued[1 : count + 1]
        return taken

    def _take(self, session: Mapping[str, Any]) -> None:
        self._token, self._token_at = session["access_token"], time.monotonic()

    def _manage(self, command: str) -> str:
        ran = subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"manage.py {command} of {self.name}: {ran.stdout[-3000:]}{ran.stderr[-3000:]}"
        return ran.stdout


def _callback_body() -> bytes:
    now = datetime.datetime.now(datetime.UTC)
    payment = shapes.Payment(
        id=f"simpay_{secrets.token_hex(12)}",
        account=MERCHANT,
        reference=secrets.token_hex(16),
        description="",
        status="succeeded",
        amount=10_000,
        currency="EUR",
        fee_amount=None,
        amount_returned=0,
        redirect_url=None,
        failure_code=None,
        failure_message=None,
        created_at=now,
        updated_at=now,
    )
    event = shapes.Event(
        id=f"simevt_{secrets.token_hex(12)}",
        type="payment.succeeded",
        created_at=now,
        data=msgspec.Raw(msgspec.json.encode(payment)),
    )
    return msgspec.json.encode(shapes.Callback(events=[event]))


def _bytes(method: str, path: str, port: int, body: bytes, headers: Mapping[str, str]) -> bytes:
    given = {"host": f"127.0.0.1:{port}", **headers}
    if body:
        given |= {"content-type": "application/json"}
    if method != "GET":
        given |= {"content-length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
