"""The API: which routes there are, and what every request passes on its way to them.

docs/architecture.md lists it in its order, with what each part does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from litestar import Litestar
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.cors import CORSConfig
from litestar.types import ControllerRouterHandler

from api import health, metrics
from api.answers import Answer
from api.api_keys import ApiKeys
from api.attachments import Attachments
from api.audit import AuditLog
from api.books import Books, Integrity
from api.credit_notes import CreditNotes
from api.disputes import Disputes
from api.documents import Documents
from api.einvoices import EInvoices
from api.events import EventTypes, Feed
from api.feed_hub import hub
from api.gateways import Callbacks, GatewayAccounts
from api.invitations import Invitations
from api.invoice_mails import InvoiceMails
from api.invoices import Invoices
from api.logos import Logos
from api.members import Members
from api.middleware.accepting import Accepting
from api.middleware.admission import Admission
from api.middleware.auth import Authentication, check_routes
from api.middleware.early_refusal import EarlyRefusal
from api.middleware.idempotency import Idempotency
from api.middleware.layers import Layers
from api.middleware.limits import AnonymousLimits, CallerLimits
from api.middleware.methods import Options
from api.middleware.origin import ActingFor
from api.middleware.own_forms import OwnForms
from api.middleware.strict import StrictReading
from api.middleware.telemetry import Telemetry
from api.middleware.uploads import Uploads
from api.middleware.waiting import WaitForOutcome
from api.pages import account as account_pages
from api.pages import (
    colours,
    documentation,
    forgotten,
    front,
    guides,
    home,
    mail_samples,
    openapi,
    owing,
    paying,
    receiving,
    recording,
    rendering,
    reporting,
    unsubscribing,
    watching,
)
from api.pages import errors as error_pages
from api.pages import invitation as invitation_pages
from api.pages import logins as login_pages
from api.pages import logos as logo_pages
from api.pages import receipts as receipt_pages
from api.pay import PayLinks
from api.pay_codes import PayCodes
from api.payers import Payers
from api.payment_methods import Collecting, PaymentMethods
from api.payments import Payments
from api.proofs import Proofs
from api.receipts import Receipts, ReceiptsOf, ReceiptVerification
from api.receivers import Receivers
from api.reconciliation import Discrepancies, Inbox, Runs
from api.refunds import Refunds
from api.reminders import InvoiceReminders, PauseLinks, PayerReminders, ReminderPolicies
from api.reports import Reports
from api.reversals import Reversals
from api.schedules import Schedules
from api.sessions import Account, Me, Sessions
from api.users import Admins, Users
from api.webhooks import Deliveries, Endpoints
from api.write_offs import WriteOffs
from config import settings
from models import database, logs, memory
from models.requests import limits
from models.upkeep import connections

logger = structlog.get_logger(__name__)

ROUTES: list[ControllerRouterHandler] = [
    Sessions,
    Account,
    Me,
    ApiKeys,
    Users,
    Admins,
    Receivers,
    Logos,
    Members,
    Payers,
    Invitations,
    Invoices,
    Attachments,
    InvoiceMails,
    CreditNotes,
    Documents,
    EInvoices,
    WriteOffs,
    Schedules,
    ReminderPolicies,
    InvoiceReminders,
    PayerReminders,
    PauseLinks,
    Payments,
    Proofs,
    PaymentMethods,
    Collecting,
    Refunds,
    Reversals,
    Disputes,
    Receipts,
    ReceiptsOf,
    ReceiptVerification,
    PayLinks,
    PayCodes,
    GatewayAccounts,
    Callbacks,
    Endpoints,
    Deliveries,
    EventTypes,
    Feed,
    Books,
    Reports,
    Integrity,
    Runs,
    Discrepancies,
    Inbox,
    AuditLog,
    front.front,
    login_pages.login_page,
    login_pages.log_in,
    login_pages.register_page,
    login_pages.register,
    login_pages.log_out,
    forgotten.forgotten_page,
    forgotten.forgotten,
    home.home,
    owing.owing,
    receiving.receiving,
    recording.record_page,
    recording.record,
    recording.report_page,
    recording.settle,
    recording.proof,
    paying.show,
    watching.state,
    watching.events,
    paying.pay,
    paying.back,
    paying.cancel,
    paying.back_from_canceling,
    receipt_pages.check,
    paying.receipt,
    reporting.report,
    reporting.back,
    rendering.asset,
    colours.style,
    logo_pages.picture,
    account_pages.verify_email,
    account_pages.reset_password,
    account_pages.mailed_to,
    account_pages.pause_reminders,
    unsubscribing.unsubscribe,
    unsubscribing.unsubscribed,
    unsubscribing.back,
    unsubscribing.resubscribed,
    invitation_pages.invitation,
    invitation_pages.accept,
    health.live,
    health.ready,
    health.metrics,
    documentation.page,
    guides.guide_page,
    guides.error_page,
    documentation.assets,
]

CORS_HEADERS_ALLOWED = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "Prefer",
    "Quittance-Reason",
    "X-Request-Id",
)
CORS_HEADERS_EXPOSED = (
    "ETag",
    "Idempotent-Replayed",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
)


@asynccontextmanager
async def _lifespan(_: Litestar) -> AsyncIterator[None]:
    metrics.forget_dead_processes()
    try:
        await database.open_pool(size_min=2, size_max=settings.database_pool_size)
    except database.UNAVAILABLE:
        # Requests are answered by 503 until it is back; ending here would only put off the moment when they are not.
        await database.open_pool(size_min=0, size_max=settings.database_pool_size)
    with suppress(*database.UNAVAILABLE):
        if sentence := await connections.shortage():
            logger.warning("connections.too_few", detail=sentence)
    memory.freeze()
    yield
    await hub.close()
    await watching.watch.close()
    await limits.close()
    await database.close_pool()


def create_app() -> Litestar:
    """The Litestar application; its lifespan opens and closes the connection pool."""
    admission = Admission()
    return EarlyRefusal(
        admission=admission,
        route_handlers=[*ROUTES, *(mail_samples.ROUTES if settings.environment == "development" else [])],
        middleware=[
            Layers(
                [
                    admission,
                    AnonymousLimits(),
                    Authentication(),
                    CallerLimits(),
                    Options(),
                    ActingFor(),
                    OwnForms(),
                    WaitForOutcome(),
                    Uploads(),
                    Accepting(),
                    StrictReading(),
                    Idempotency(),
                ]
            )
        ],
        response_class=Answer,
        exception_handlers=error_pages.HANDLERS,
        lifespan=[_lifespan],
        on_startup=[check_routes, openapi.complete],
        openapi_config=openapi.CONFIG,
        template_config=rendering.TEMPLATES,
        request_max_body_size=settings.body_bytes_max,
        allowed_hosts=_hosts(),
        cors_config=_cors(),
        logging_config=None,
    )


def _hosts() -> AllowedHostsConfig | None:
    """Nothing to look at where any host is allowed."""
    return None if "*" in settings.allowed_hosts else AllowedHostsConfig(allowed_hosts=list(settings.allowed_hosts))


def _cors() -> CORSConfig | None:
    """Closed unless origins are configured.

    Tokens stand in a header that a page must set itself, so credentials that a browser would add are not allowed.
    """
    if not settings.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=list(CORS_HEADERS_ALLOWED),
        expose_headers=list(CORS_HEADERS_EXPOSED),
        allow_credentials=False,
    )


logs.configure()
app = Telemetry(create_app())
