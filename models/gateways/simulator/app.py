"""The gateway's HTTP interface. Run it with `uvicorn models.gateways.simulator.app:app --port 8001`.

SIMULATOR_DATA is the folder of its memory (`.quittance/simulator`); SIMULATOR_SPEED divides all its delays (1).
One process only: callbacks are sent by the process that holds the file. Give uvicorn `--timeout-graceful-shutdown 2`,
or an answer that is being withheld delays the stop by up to 40 seconds.
"""

import asyncio
import contextlib
import datetime
import logging
import math
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from litestar import Litestar, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.params import FromPath, QueryParameter

from models.gateways.simulator import accounts, challenge, disputes, journal, listing, pages, payments, refunds
from models.gateways.simulator.behaviours import BEHAVIOURS
from models.gateways.simulator.courier import Courier
from models.gateways.simulator.errors import TurnedDown
from models.gateways.simulator.shapes import (
    Account,
    AccountInfo,
    AccountRequest,
    ApiKeyRequest,
    CancelRequest,
    Dispute,
    DisputeAnswer,
    DisputeRequest,
    JournalRow,
    OutcomeRequest,
    Page,
    PartRequest,
    Payment,
    PaymentRequest,
    Refund,
    RefundRequest,
)
from models.gateways.simulator.store import Store
from models.gateways.simulator.web import (
    BODY_BYTES_MAX,
    Asked,
    LostAnswer,
    answer_failure,
    answer_http_exception,
    answer_turned_down,
    body_of,
    courier_of,
    created,
    idempotency_key_of,
    merchant_of,
    store_of,
)

log = logging.getLogger(__name__)

LATEST_SHOWN = 50

PageSize = Annotated[int, QueryParameter(ge=1, le=100)]
JournalPageSize = Annotated[int, QueryParameter(ge=1, le=1000)]
Instant = Annotated[datetime.datetime | None, QueryParameter()]


def _listing(
    reference: Annotated[str | None, QueryParameter()] = None,
    created_from: Instant = None,
    created_to: Instant = None,
    changed_from: Instant = None,
    changed_to: Instant = None,
    after: Annotated[str | None, QueryParameter()] = None,
    limit: PageSize = 20,
) -> listing.Query:
    """What every list can be asked for: `…_from` is included, `…_to` is not.

    Raises TurnedDown `invalid_request`.
    """
    by_change = changed_from is not None or changed_to is not None
    if by_change and (created_from or created_to):
        raise TurnedDown(422, "invalid_request", "A list is by creation or by change, not by both.")
    since, until = (changed_from, changed_to) if by_change else (created_from, created_to)
    for instant in (since, until):
        if instant and instant.tzinfo is None:
            raise TurnedDown(422, "invalid_request", f"{instant.isoformat()} has no time zone.")
    return listing.Query(
        reference=reference,
        by="updated_at" if by_change else "created_at",
        since=since,
        until=until,
        after=after,
        limit=limit,
    )


LISTING = {"wanted": Provide(_listing, sync_to_thread=False)}


def create_app(environ: Mapping[str, str]) -> Litestar:
    """The service, configured by SIMULATOR_DATA and SIMULATOR_SPEED. Raises ValueError for a speed that is none."""
    folder = Path(environ.get("SIMULATOR_DATA") or ".quittance/simulator")
    speed = float(environ.get("SIMULATOR_SPEED") or "1")
    if not (math.isfinite(speed) and speed > 0):
        raise ValueError(f"SIMULATOR_SPEED is {speed}: it must be a number greater than 0.")

    @contextlib.asynccontextmanager
    async def lifespan(application: Litestar) -> AsyncIterator[None]:
        store = Store(folder, speed=speed)
        courier = Courier(store)
        application.state.update({"store": store, "courier": courier})
        running = asyncio.create_task(courier.run())
        running.add_done_callback(_stop_when_failed)
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            store.close()

    return Litestar(
        route_handlers=[
            open_account,
            get_account,
            create_payment,
            list_payments,
            get_payment,
            cancel_payment,
            create_refund,
            list_refunds,
            get_refund,
            list_disputes,
            get_dispute,
            answer_dispute,
            list_journal,
            rotate_key,
            return_payment,
            refund_at_desk,
            dispute_payment,
            close_dispute,
            return_refund,
            challenge.show,
            challenge.approve,
            challenge.decline,
            challenge.take_card,
            challenge.show_again,
            show_overview,
            health,
        ],
        lifespan=[lifespan],
        exception_handlers={
            TurnedDown: answer_turned_down,
            HTTPException: answer_http_exception,
            Exception: answer_failure,
        },
        request_max_body_size=BODY_BYTES_MAX,
        openapi_config=None,
        logging_config=None,
    )


def _stop_when_failed(running: asyncio.Task[None]) -> None:
    """A gateway that sends no callbacks any more must be seen to be down."""
    if not running.cancelled() and (error := running.exception()):
        log.critical("The courier has failed.", exc_info=error)
        os._exit(1)


@post("/v1/accounts")
async def open_account(request: Asked) -> Response[Account]:
    """Makes a merchant account; needs no key, since nobody's money is here."""
    account, is_new = accounts.open_account(store_of(request), await body_of(request, AccountRequest))
    return Response(account, status_code=201 if is_new else 200)


@get("/v1/account")
async def get_account(request: Asked) -> AccountInfo:
    """Whose the API key is: the cheapest way to find out whether it works."""
    return AccountInfo(account=merchant_of(request))


@post("/v1/payments")
async def create_payment(request: Asked) -> Response[Payment | None]:
    """Asks for money, and then behaves as the token says."""
    merchant = merchant_of(request)
    key = idempotency_key_of(request)
    wanted = await body_of(request, PaymentRequest)
    charged = payments.charge(
        store_of(request), merchant=merchant, key=key, request=wanted, base_url=str(request.base_url).rstrip("/")
    )
    courier_of(request).wake()
    if charged.repeated:
        return created(charged.payment, repeated=True)
    behaviour = BEHAVIOURS[wanted.token]
    await asyncio.sleep(behaviour.answer_after_seconds / store_of(request).speed)
    if behaviour.answer == "lost":
        return LostAnswer(None)
    if behaviour.answer == "server_error":
        raise TurnedDown(500, "internal_error", "Something went wrong.")
    return created(charged.payment, repeated=False)


@get("/v1/payments", dependencies=LISTING)
async def list_payments(request: Asked, wanted: NamedDependency[listing.Query]) -> Page[Payment]:
    """Oldest first, by creation or by change; see `_listing`."""
    return payments.page(store_of(request), wanted, merchant=merchant_of(request))


@get("/v1/payments/{payment_id:str}")
async def get_payment(request: Asked, payment_id: FromPath[str]) -> Payment:
    """One payment, as it is now."""
    return payments.public(payments.get(store_of(request), payment_id, merchant=merchant_of(request)))


@post("/v1/payments/{payment_id:str}/cancel", status_code=200)
async def cancel_payment(request: Asked, payment_id: FromPath[str]) -> Response[Payment | None]:
    """Cancels what has not moved; what has is turned down."""
    merchant = merchant_of(request)
    await body_of(request, CancelRequest)
    store = store_of(request)
    with store.transaction():
        payment, is_new = payments.cancel(store, payment_id, merchant=merchant)
        behaviour = payments.get(store, payment_id).behaviour
    courier_of(request).wake()
    if is_new and behaviour.cancels == "lost":
        return LostAnswer(None)
    return Response(payment, status_code=200)


@post("/v1/payments/{payment_id:str}/refunds")
async def create_refund(request: Asked, payment_id: FromPath[str]) -> Response[Refund]:
    """Asks for money to be sent back."""
    refund, repeated = refunds.make(
        store_of(request),
        merchant=merchant_of(request),
        key=idempotency_key_of(request),
        payment_id=payment_id,
        request=await body_of(request, RefundRequest),
    )
    courier_of(request).wake()
    return created(refund, repeated=repeated)


@get("/v1/refunds", dependencies=LISTING)
async def list_refunds(request: Asked, wanted: NamedDependency[listing.Query]) -> Page[Refund]:
    """Oldest first, by creation or by change; see `_listing`."""
    return refunds.page(store_of(request), wanted, merchant=merchant_of(request))


@get("/v1/refunds/{refund_id:str}")
async def get_refund(request: Asked, refund_id: FromPath[str]) -> Refund:
    """One refund, as it is now."""
    return refunds.public(refunds.get(store_of(request), refund_id, merchant=merchant_of(request)))


@get("/v1/disputes", dependencies=LISTING)
async def list_disputes(request: Asked, wanted: NamedDependency[listing.Query]) -> Page[Dispute]:
    """Oldest first, by creation or by change; see `_listing`."""
    return disputes.page(store_of(request), wanted, merchant=merchant_of(request))


@get("/v1/disputes/{dispute_id:str}")
async def get_dispute(request: Asked, dispute_id: FromPath[str]) -> Dispute:
    """One dispute, as it is now."""
    return disputes.get(store_of(request), dispute_id, merchant=merchant_of(request))


@post("/v1/disputes/{dispute_id:str}/answer")
async def answer_dispute(request: Asked, dispute_id: FromPath[str]) -> Dispute:
    """The merchant's evidence, or that the payer is right."""
    given = await body_of(request, DisputeAnswer)
    store = store_of(request)
    with store.transaction():
        return disputes.answer(store, dispute_id, given, merchant=merchant_of(request))


@get("/v1/journal")
async def list_journal(
    request: Asked,
    reference: Annotated[str | None, QueryParameter()] = None,
    after: Annotated[int, QueryParameter(ge=0, le=2**63 - 1)] = 0,
    limit: JournalPageSize = 1000,
) -> Page[JournalRow]:
    """The gateway's truth, for tests and reconciliation: oldest first, never changed."""
    return journal.page(store_of(request), merchant=merchant_of(request), reference=reference, after=after, limit=limit)


# What the payer's bank does, and the people at the gateway's own desk: now, for tests.


@post("/v1/test-helpers/api-key")
async def rotate_key(request: Asked) -> AccountInfo:
    """The merchant replaces the API key by another one, at the gateway's desk."""
    merchant = merchant_of(request)
    accounts.rotate_key(store_of(request), merchant=merchant, api_key=(await body_of(request, ApiKeyRequest)).api_key)
    return AccountInfo(account=merchant)


@post("/v1/test-helpers/payments/{payment_id:str}/return")
async def return_payment(request: Asked, payment_id: FromPath[str]) -> Payment:
    """The payer's bank takes money back."""
    given = await body_of(request, PartRequest)
    with _outside(request, payment_id) as store:
        payments.take_back(store, payment_id, given.amount)
        return payments.public(payments.get(store, payment_id))


@post("/v1/test-helpers/payments/{payment_id:str}/refund")
async def refund_at_desk(request: Asked, payment_id: FromPath[str]) -> Refund:
    """Somebody refunds a payment without the merchant's software, so that the refund has no reference."""
    given = await body_of(request, PartRequest)
    with _outside(request, payment_id) as store:
        return refunds.make_at_desk(store, payment_id, given.amount)


@post("/v1/test-helpers/payments/{payment_id:str}/dispute")
async def dispute_payment(request: Asked, payment_id: FromPath[str]) -> Dispute:
    """The payer disputes a payment."""
    given = await body_of(request, DisputeRequest)
    with _outside(request, payment_id) as store:
        return disputes.open_dispute(store, payment_id, given.amount, warning=given.warning)


@post("/v1/test-helpers/payments/{payment_id:str}/dispute/close")
async def close_dispute(request: Asked, payment_id: FromPath[str]) -> Dispute:
    """The payer's bank decides on the dispute of a payment."""
    given = await body_of(request, OutcomeRequest)
    with _outside(request, payment_id) as store:
        return disputes.close(store, payment_id, given.outcome)


@post("/v1/test-helpers/refunds/{refund_id:str}/return")
async def return_refund(request: Asked, refund_id: FromPath[str]) -> Refund:
    """The payer's bank sends a refund back."""
    refund = refunds.get(store_of(request), refund_id, merchant=merchant_of(request))
    with _outside(request, refund.payment) as store:
        return refunds.come_back(store, refund_id)


@contextlib.contextmanager
def _outside(request: Asked, payment_id: str) -> Iterator[Store]:
    """Something happens to a payment of the merchant who asks. Raises TurnedDown `unauthorized`, `not_found`."""
    store = store_of(request)
    payments.get(store, payment_id, merchant=merchant_of(request))
    with store.transaction():
        yield store
    courier_of(request).wake()


@get("/", media_type="text/html")
async def show_overview(request: Asked) -> Response[str]:
    """For people: what each token does, and the newest payments."""
    latest = payments.latest(store_of(request), limit=LATEST_SHOWN)
    return Response(pages.overview(latest), headers=pages.security_headers())


@get("/health")
async def health() -> dict[str, str]:
    """Whether the service is up."""
    return {"status": "ok"}


def _create_app_or_exit() -> Litestar:
    try:
        return create_app(os.environ)
    except ValueError as error:
        sys.exit(f"Configuration: {error}")


app = _create_app_or_exit()
