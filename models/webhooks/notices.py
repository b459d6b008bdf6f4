"""Mails about endpoints in trouble, to those who can mend them: a receiver's owners and managers, and the operator.

Each is a part of the transaction that changes the endpoint, under its row's lock, so it is written once, and exactly if
the change is made.

Raw SQL: what is counted is counted only so far.
"""

import datetime
from collections.abc import Callable
from urllib.parse import urlsplit

from config import settings
from models import clock, database, ids, rows
from models.languages.words import DEFAULT, Language
from models.mail import letters, mails, notices, recipients, unsubscriptions
from models.mail.letters import Words
from models.mail.notices import Ailing
from models.shapes import emails
from models.tables.parties import Receiver
from models.tables.webhooks import WebhookEndpoint

# The fifty endpoints that a receiver may have can all be warned about and given up within a day. More is somebody's
# game, and the address may be a stranger's: it need not be proven.
MAILS_PER_DAY_MAX = 100
# To count more takes longer than the exact number is worth.
WAITING_COUNTED_MAX = 10_000
# What failed first had happened a little earlier. To ask for too much is harmless: what was delivered stays so.
REPLAY_MARGIN = datetime.timedelta(hours=1)


async def warn(endpoint: WebhookEndpoint, *, disabled_from: datetime.datetime, last_failure: str | None) -> None:
    """Tells that the endpoint's first failure from that instant on will disable it. Needs its row, locked."""
    ailing, language = await _describe(endpoint, last_failure)
    await _send(
        "endpoint_warning",
        endpoint,
        lambda for_operator: notices.endpoint_warning(
            DEFAULT if for_operator else language, ailing, disabled_from=disabled_from, for_operator=for_operator
        ),
    )


async def tell_disabled(endpoint: WebhookEndpoint, *, last_failure: str | None) -> None:
    """Tells that the endpoint is disabled, why, and how to go on. Needs its row, locked."""
    ailing, language = await _describe(endpoint, last_failure)
    await _send(
        "endpoint_disabled",
        endpoint,
        lambda for_operator: notices.endpoint_disabled(
            DEFAULT if for_operator else language,
            ailing,
            is_gone=endpoint.disabled_reason == "gone",
            for_operator=for_operator,
        ),
    )


async def _describe(endpoint: WebhookEndpoint, last_failure: str | None) -> tuple[Ailing, Language]:
    """What is told of an endpoint, and the language of its receiver; the operator reads English."""
    receiver = await rows.find(Receiver, endpoint.receiver_id)
    assert receiver is not None, "an endpoint has its receiver"
    waiting = await database.fetch_value(
        int,
        "SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE endpoint_id = $1 "
        "AND status IN ('pending', 'leased') LIMIT $2) AS waiting",
        endpoint.id,
        WAITING_COUNTED_MAX,
    )
    ailing = Ailing(
        receiver=letters.named(receiver.name),
        receiver_id=ids.encode("receiver", endpoint.receiver_id),
        endpoint_id=ids.encode("webhook_endpoint", endpoint.id),
        place=_place(endpoint.url),
        failing_since=endpoint.failing_since,
        last_failure=last_failure,
        waiting=f"{waiting}+" if waiting == WAITING_COUNTED_MAX else str(waiting),
        replay_from=(endpoint.failing_since or clock.now()) - REPLAY_MARGIN,
    )
    return ailing, receiver.language


def _place(url: str) -> str:
    """Where a URL leads, without its query string, which often holds a token."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


async def _send(kind: str, endpoint: WebhookEndpoint, write: Callable[[bool], Words]) -> None:
    assert database.in_transaction(), "a notice and what it tells of are one transaction"
    operator = emails.normal_if_it_can_be(settings.operator_email)
    members = await recipients.of(endpoint.receiver_id)
    # An operator who is a member too gets the one that says more.
    found = [(one["email"], False) for one in members if one["email"].lower() != operator.lower()]
    if operator:
        found.append((operator, True))
    sated = await recipients.sated([email for email, _ in found], kind=kind, per_day_max=MAILS_PER_DAY_MAX)
    ended = await unsubscriptions.ended(kind, endpoint.receiver_id, [one["email"] for one in members])
    for email, is_operator in found:
        if email.lower() not in sated and (is_operator or email not in ended):
            # The operator must know, whoever's endpoint it is.
            receiver_id = None if is_operator else endpoint.receiver_id
            await mails.enqueue(kind=kind, recipient=email, words=write(is_operator), receiver_id=receiver_id)
