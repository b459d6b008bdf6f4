"""What our mails about accounts, webhook endpoints, schedules and reminders say. Links carry their token behind `#`,
which browsers send to nobody.

Each function returns a subject and a text. Names come from people, who must not write the mail: see `named`.
"""

import datetime
import re
from collections.abc import Sequence

import msgspec

from config import settings
from models.shapes.common import UNRULY

VERIFY_PATH = "/account/verify-email"
RESET_PATH = "/account/reset-password"
ENDPOINTS_PATH = "/v1/webhook-endpoints"
PAUSE_PATH = "/account/pause-reminders"
INVITATION_PATH = "/account/invitation"
NAME_CHARACTERS_MAX = 80
WHY_CHARACTERS_MAX = 400
_UNRULY = re.compile(f"[{UNRULY}]")
# What makes programs that show a plain text take the words around it for a link: also as Unicode's variants, which they
# read alike. The point of a number, as in 10.00, makes none.
_JOINTS = re.compile(
    r"(?!(?<=[0-9])\.[0-9]+(?![\w.:@]))([.:@\u2024\u3002\uFE13\uFE52\uFE55\uFE6B\uFF0E\uFF1A\uFF20\uFF61])(?=\S)"
)


class Words(msgspec.Struct, frozen=True):
    """A mail's subject and text."""

    subject: str
    text: str


class Ailing(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook endpoint in trouble.

    `place` is its URL as far as a mail may tell it, `waiting` how many deliveries do, and `replay_from` since when it
    may have missed something.
    """

    receiver: str
    receiver_id: str
    endpoint_id: str
    place: str
    failing_since: datetime.datetime | None
    last_failure: str | None
    waiting: str
    replay_from: datetime.datetime


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """Of what somebody will be reminded: `due` is what remains, `token` what pauses it."""

    number: str
    payer: str
    due: str
    due_on: datetime.date
    token: str


def named(name: str, *, characters_max: int = NAME_CHARACTERS_MAX) -> str:
    """A name as a mail tells it: one line and not a long one, in the direction of its own letters, and no link.

    `Booking.com` becomes `Booking. com`: whoever reads it knows the name, and no program finds a host in it.
    """
    line = " ".join(_UNRULY.sub(" ", name).split())
    return _JOINTS.sub(r"\1 ", line)[:characters_max].rstrip()


def verify_email(*, token: str, hours: int) -> Words:
    """Proves that an address is its owner's. Says nothing that its sender could choose: it may go to a stranger."""
    return Words(
        "Confirm your e-mail address",
        "Hello,\n\n"
        "please confirm that this is your e-mail address:\n\n"
        f"{settings.public_url}{VERIFY_PATH}#{token}\n\n"
        f"The link works once, within {hours} hours. If you did not ask for it, ignore this mail.\n",
    )


def reset_password(*, name: str, token: str, minutes: int) -> Words:
    """Lets somebody set a new password."""
    return Words(
        "Set a new password",
        f"Hello {named(name)},\n\n"
        "somebody, probably you, has asked for a new password. Set it here:\n\n"
        f"{settings.public_url}{RESET_PATH}#{token}\n\n"
        f"The link works once, within {minutes} minutes. If it was not you, ignore this mail: your password stays.\n",
    )


def password_changed(*, name: str) -> Words:
    """Tells of a change that the owner should know of."""
    return Words(
        "Your password was changed",
        f"Hello {named(name)},\n\n"
        "your password was changed, and all other sessions were ended. If it was not you, set a new one at once: ask "
        "for it with “forgot password”, and then revoke API keys that you do not know.\n",
    )


def email_change_asked(*, name: str, new_email: str) -> Words:
    """Tells the present address that another one may soon replace it."""
    return Words(
        "Your e-mail address is about to change",
        f"Hello {named(name)},\n\n"
        f"somebody who knows your password has asked to change your e-mail address to {_told(new_email)}. The change "
        "takes place once that address is confirmed. If it was not you, change your password now.\n",
    )


def invitation(*, receiver: str, purpose: str, token: str, expires_at: datetime.datetime) -> Words:
    """Invites somebody to belong to a receiver, or to see and pay its invoices with a login."""
    name = named(receiver)
    return Words(
        f"{name} invites you to Quittance",
        f"{name} invites you to {purpose}.\n\n"
        "To accept, open this page, and log in or make an account there:\n\n"
        f"{settings.public_url}{INVITATION_PATH}#{token}\n\n"
        f"The invitation works once, until {_instant(expires_at)}. If you do not know {name}, do nothing.\n\n"
        "A program accepts it with your access token:\n\n"
        f"    POST {settings.public_url}/v1/invitations/{token}/accept\n",
    )


def receipt(*, receiver: str, number: str, amount: str, effective_on: datetime.date, invoices: Sequence[str]) -> Words:
    """Tells a payer that what they have reported, or what was collected from them, has arrived."""
    paid = f" for {', '.join(named(one) for one in invoices)}" if invoices else ""
    return Words(
        f"Receipt {named(number)} from {named(receiver)}",
        f"Hello,\n\n{named(receiver)} has received your payment of {amount} on {effective_on}{paid}. Thank you.\n\n"
        f"Receipt: {named(number)}\n\n"
        f"{named(receiver)}\n",
    )


def endpoint_warning(endpoint: Ailing, *, disabled_from: datetime.datetime, for_operator: bool = False) -> Words:
    """Tells in good time that an endpoint will be disabled."""
    return Words(
        f"A webhook endpoint of {endpoint.receiver} is failing",
        "Hello,\n\n"
        f"{_endpoint(endpoint, for_operator)} is failing.\n\n"
        f"Why: {_since(endpoint)}\n"
        f"What comes next: it will be disabled on {_instant(disabled_from)}, unless a delivery succeeds before that.\n"
        f"Deliveries that wait: {endpoint.waiting}. They are tried again by themselves.\n\n"
        "Mend the endpoint, or give it another URL. The tries and what was answered to them are at\n\n"
        f"    GET {settings.public_url}{ENDPOINTS_PATH}/{endpoint.endpoint_id}/deliveries\n\n"
        f"{_why_you(for_operator)}",
    )


def endpoint_disabled(endpoint: Ailing, *, is_gone: bool, for_operator: bool = False) -> Words:
    """Tells that an endpoint was disabled, and how to go on. `is_gone`: it said so, instead of failing for long."""
    url = f"{settings.public_url}{ENDPOINTS_PATH}/{endpoint.endpoint_id}"
    return Words(
        f"A webhook endpoint of {endpoint.receiver} was disabled",
        "Hello,\n\n"
        f"{_endpoint(endpoint, for_operator)} was disabled: nothing is sent there any more.\n\n"
        f"Why: {'it answered with status 410, which says that it is gone.' if is_gone else _since(endpoint)}\n"
        f"Deliveries that wait: {endpoint.waiting}. They are kept for {settings.deliveries_kept_days} days, and sent "
        "once it is enabled again.\n\n"
        "What to do: mend the endpoint, or give it another URL. Then enable it:\n\n"
        f"    POST {url}/enable\n\n"
        "What was tried in vain to the end, or happened while it was disabled, is not sent by itself. Ask for it:\n\n"
        f"    POST {url}/replay\n"
        f'    {{"from": "{endpoint.replay_from.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:00Z}", "to": "(now)"}}\n\n'
        f"{_why_you(for_operator)}",
    )


def schedule_failed(
    *, receiver: str, schedule_id: str, period_start: datetime.date, why: str, is_paused: bool
) -> Words:
    """Tells that a recurring invoice could not be made, why, and how to go on."""
    next_ = (
        "It was tried for eight days. The schedule is paused now: mend the cause, and then resume it."
        if is_paused
        else "It is tried again by itself for eight days. To try it at once, change the schedule, or pause and resume "
        "it."
    )
    return Words(
        f"A recurring invoice of {named(receiver)} could not be made",
        "Hello,\n\n"
        f"an invoice of {named(receiver)} could not be made: that of the schedule {schedule_id}, for the period from "
        f"{period_start}.\n\n"
        f"Why: {named(why, characters_max=WHY_CHARACTERS_MAX)}\n\n"
        f"{next_}\n\n"
        f"{_requests(f'PATCH /v1/schedules/{schedule_id}', f'POST /v1/schedules/{schedule_id}/resume')}"
        f"{_why_you(for_operator=False)}",
    )


def dispute(
    *,
    receiver: str,
    dispute_id: str,
    payment_id: str,
    amount: str,
    reason: str | None,
    respond_by: datetime.datetime | None,
    is_due: bool,
) -> Words:
    """Tells that a payment is disputed, or again that the dispute is to be answered soon."""
    until = "" if respond_by is None else f"Answer by: {_instant(respond_by)}. Who does not answer has lost it.\n"
    return Words(
        f"A dispute of {named(receiver)} is to be answered soon"
        if is_due
        else f"A payment of {named(receiver)} is disputed",
        "Hello,\n\n"
        f"a payer of {named(receiver)} has told their bank that a payment was not right: {amount} of the payment "
        f"{payment_id}.\n\n"
        f"Dispute: {dispute_id}\n"
        f"Why: {named(reason or 'no reason was given', characters_max=WHY_CHARACTERS_MAX)}\n"
        f"{until}\n"
        "Say what speaks against it (what was bought, and that it was delivered), or accept it.\n\n"
        f"{_requests(f'POST /v1/disputes/{dispute_id}/evidence', f'POST /v1/disputes/{dispute_id}/accept')}"
        f"{_why_you(for_operator=False)}",
    )


def report_waits(
    *, receiver: str, payment_id: str, amount: str, reference: str | None, waits_for: datetime.timedelta
) -> Words:
    """Tells that a payer waits for an answer to what they have reported."""
    known_by = (
        "" if reference is None else f", with the reference {named(reference, characters_max=WHY_CHARACTERS_MAX)}"
    )
    return Words(
        f"A payment reported to {named(receiver)} waits for an answer",
        "Hello,\n\n"
        f"a payer of {named(receiver)} has reported a payment of {amount} {waits_for.days} days ago{known_by}. Nobody "
        "has answered yet, and until then nobody is reminded of what it pays.\n\n"
        f"Payment: {payment_id}\n\n"
        "Look whether it has come, and at the proof if there is one. Then confirm it, with what has really come where "
        "that differs, or reject it and say why.\n\n"
        f"{_requests(f'POST /v1/payments/{payment_id}/confirm', f'POST /v1/payments/{payment_id}/reject')}"
        f"{_why_you(for_operator=False)}",
    )


def reminders_ahead(
    *, receiver: str, on: datetime.date, reminded: Sequence[Reminded], is_all: bool, days: int
) -> Words:
    """Tells a day before of what payers will be reminded, with a link for each that pauses it for `days`."""
    listed = "".join(
        f"{named(one.number)}, {named(one.payer)}: {one.due} due on {one.due_on}\n"
        f"    {settings.public_url}{PAUSE_PATH}#{one.token}\n\n"
        for one in reminded
    )
    others = "" if is_all else "There are others besides, which this mail has no room for.\n\n"
    return Words(
        f"Reminders of {named(receiver)} on {on}",
        "Hello,\n\n"
        f"on {on} payers of {named(receiver)} are reminded of these invoices, unless they have paid by then. To leave "
        "one out, open the link below it and press the button:\n\n"
        f"{listed}{others}"
        f"The links are yours, and work for {days} days. Nobody is reminded of an invoice that is paused until it is "
        "resumed. To get no such mails, set “notice” of the reminder policy to false.\n\n"
        f"{_requests('POST /v1/invoices/(its id)/resume_reminders', 'PUT /v1/receivers/(its id)/reminder_policy')}"
        f"{_why_you(for_operator=False)}",
    )


def _requests(*requests: str) -> str:
    """The requests that do what a letter has just said, for which there is no page."""
    lines = "".join(f"    {request.replace(' ', f' {settings.public_url}', 1)}\n" for request in requests)
    return f"By the API, with your access token:\n\n{lines}\n"


def _told(email: str) -> str:
    """An address as a mail tells it: its host as it is, since it matters, and no link before that."""
    name, _, host = email.rpartition("@")
    return f"{named(name)}@{host}" if "/" in name or ":" in name else email


def _endpoint(endpoint: Ailing, for_operator: bool) -> str:
    named = f"the webhook endpoint {endpoint.place} of {endpoint.receiver}"
    return f"{named} (endpoint {endpoint.endpoint_id}, receiver {endpoint.receiver_id})" if for_operator else named


def _since(endpoint: Ailing) -> str:
    assert endpoint.failing_since is not None, "it fails since some instant"
    last = f" At last: {endpoint.last_failure}." if endpoint.last_failure else ""
    return f"nothing but failures since {_instant(endpoint.failing_since)}.{last}"


def _instant(instant: datetime.datetime) -> str:
    return f"{instant.astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC"


def _why_you(for_operator: bool) -> str:
    if for_operator:
        return "You get this mail as the operator of this installation (QUITTANCE_OPERATOR_EMAIL).\n"
    return "You get this mail as an owner or a manager of the receiver.\n"
