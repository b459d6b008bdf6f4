"""What mails tell a receiver's people: its owners and managers, and the operator of the installation.

They are in the receiver's language, those to the operator in English. What programs say stays as it is: the sentences
of refusals, and what gateways and endpoints answer.
"""

import datetime
from collections.abc import Sequence

import msgspec

from config import settings
from models.languages import formats, words
from models.languages.words import Language
from models.mail.letters import WHY_CHARACTERS_MAX, Words, instant, named, written

ENDPOINTS_PATH = "/v1/webhook-endpoints"
PAUSE_PATH = "/account/pause-reminders"
REPORTED_PATH = "/account/payments"


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


def endpoint_warning(
    language: Language, endpoint: Ailing, *, disabled_from: datetime.datetime, for_operator: bool = False
) -> Words:
    """Tells in good time that an endpoint will be disabled."""
    _ = words.translations(language).gettext
    facts = (
        _("Why: {reason}").format(reason=_since(language, endpoint)),
        _("What comes next: it will be disabled on {instant}, unless a delivery succeeds before that.").format(
            instant=instant(disabled_from, language)
        ),
        _("Deliveries that wait: {count}. They are tried again by themselves.").format(count=endpoint.waiting),
    )
    return written(
        language,
        _("A webhook endpoint of {name} is failing").format(name=endpoint.receiver),
        _("Hello,"),
        _("the webhook endpoint {place} of {name} is failing.").format(place=endpoint.place, name=endpoint.receiver),
        _which(endpoint, for_operator),
        "\n".join(facts),
        _("Mend the endpoint, or give it another URL. The tries and what was answered to them are at"),
        f"    GET {settings.public_url}{ENDPOINTS_PATH}/{endpoint.endpoint_id}/deliveries",
        _why_you(language, for_operator),
    )


def endpoint_disabled(language: Language, endpoint: Ailing, *, is_gone: bool, for_operator: bool = False) -> Words:
    """Tells that an endpoint was disabled, and how to go on. `is_gone`: it said so, instead of failing for long."""
    _ = words.translations(language).gettext
    url = f"{settings.public_url}{ENDPOINTS_PATH}/{endpoint.endpoint_id}"
    reason = _("it answered with status 410, which says that it is gone.") if is_gone else _since(language, endpoint)
    facts = (
        _("Why: {reason}").format(reason=reason),
        _("Deliveries that wait: {count}. They are kept for {days} days, and sent once it is enabled again.").format(
            count=endpoint.waiting, days=settings.deliveries_kept_days
        ),
    )
    since = f"{endpoint.replay_from.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:00Z}"
    return written(
        language,
        _("A webhook endpoint of {name} was disabled").format(name=endpoint.receiver),
        _("Hello,"),
        _("the webhook endpoint {place} of {name} was disabled: nothing is sent there any more.").format(
            place=endpoint.place, name=endpoint.receiver
        ),
        _which(endpoint, for_operator),
        "\n".join(facts),
        _("What to do: mend the endpoint, or give it another URL. Then enable it:"),
        f"    POST {url}/enable",
        _("What was tried in vain to the end, or happened while it was disabled, is not sent by itself. Ask for it:"),
        f'    POST {url}/replay\n    {{"from": "{since}", "to": "(now)"}}',
        _why_you(language, for_operator),
    )


def schedule_failed(
    language: Language,
    *,
    receiver: str,
    schedule_id: str,
    period_start: datetime.date,
    why: str,
    is_paused: bool,
) -> Words:
    """Tells that a recurring invoice could not be made, why, and how to go on."""
    _ = words.translations(language).gettext
    name = named(receiver)
    return written(
        language,
        _("A recurring invoice of {name} could not be made").format(name=name),
        _("Hello,"),
        _("an invoice of {name} could not be made: that of the schedule {id}, for the period from {day}.").format(
            name=name, id=schedule_id, day=formats.date(period_start, language)
        ),
        _("Why: {reason}").format(reason=named(why, characters_max=WHY_CHARACTERS_MAX)),
        _("It was tried for eight days. The schedule is paused now: mend the cause, and then resume it.")
        if is_paused
        else _(
            "It is tried again by itself for eight days. To try it at once, change the schedule, or pause and resume "
            "it."
        ),
        *_requests(language, f"PATCH /v1/schedules/{schedule_id}", f"POST /v1/schedules/{schedule_id}/resume"),
        _why_you(language),
    )


def dispute(
    language: Language,
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
    _ = words.translations(language).gettext
    name = named(receiver)
    subject = _("A dispute of {name} is to be answered soon") if is_due else _("A payment to {name} is disputed")
    facts = [
        _("Dispute: {id}").format(id=dispute_id),
        _("Why: {reason}").format(
            reason=named(reason, characters_max=WHY_CHARACTERS_MAX) if reason else _("no reason was given")
        ),
    ]
    if respond_by is not None:
        until = _("Answer by {instant}. A dispute that nobody answers is lost.")
        facts.append(until.format(instant=instant(respond_by, language)))
    return written(
        language,
        subject.format(name=name),
        _("Hello,"),
        _("a payer of {name} has told their bank that a payment was not right: {amount} of the payment {id}.").format(
            name=name, amount=amount, id=payment_id
        ),
        "\n".join(facts),
        _("Say what speaks against it (what was bought, and that it was delivered), or accept it."),
        *_requests(language, f"POST /v1/disputes/{dispute_id}/evidence", f"POST /v1/disputes/{dispute_id}/accept"),
        _why_you(language),
    )


def report_waits(
    language: Language,
    *,
    receiver: str,
    payment_id: str,
    amount: str,
    reference: str | None,
    waits_for: datetime.timedelta,
) -> Words:
    """Tells that a payer waits for an answer to what they have reported."""
    _ = words.translations(language).gettext
    name = named(receiver)
    facts = [_("Payment: {id}").format(id=payment_id)]
    if reference is not None:
        known_by = named(reference, characters_max=WHY_CHARACTERS_MAX)
        facts.append(_("Reference: {reference}").format(reference=known_by))
    return written(
        language,
        _("A payment reported to {name} waits for an answer").format(name=name),
        _("Hello,"),
        _(
            "a payer of {name} has reported a payment of {amount} {days} days ago. Nobody has answered yet, and until "
            "then nobody is reminded of what it pays."
        ).format(name=name, amount=amount, days=waits_for.days),
        "\n".join(facts),
        _(
            "Look whether it has come, and at the proof if there is one. Then confirm it, with what has really come "
            "where that differs, or reject it and say why."
        ),
        f"{settings.public_url}{REPORTED_PATH}/{payment_id}",
        _why_you(language),
    )


def reminders_ahead(
    language: Language,
    *,
    receiver: str,
    on: datetime.date,
    reminded: Sequence[Reminded],
    is_all: bool,
    days: int,
) -> Words:
    """Tells a day before of what payers will be reminded, with a link for each that pauses it for `days`."""
    _ = words.translations(language).gettext
    name, day = named(receiver), formats.date(on, language)
    one_of_them = _("{number}, {payer}: {amount} due on {day}")
    listed = [
        one_of_them.format(
            number=named(one.number),
            payer=named(one.payer),
            amount=one.due,
            day=formats.date(one.due_on, language),
        )
        + f"\n    {settings.public_url}{PAUSE_PATH}#{one.token}"
        for one in reminded
    ]
    return written(
        language,
        _("Reminders of {name} on {day}").format(name=name, day=day),
        _("Hello,"),
        _(
            "on {day} payers of {name} are reminded of these invoices, unless they have paid by then. To leave one "
            "out, open the link below it and press the button:"
        ).format(day=day, name=name),
        *listed,
        "" if is_all else _("There are others besides, which this mail has no room for."),
        _(
            "The links are yours, and work for {days} days. Nobody is reminded of an invoice that is paused until it "
            "is resumed. To get no such mails, set “notice” of the reminder policy to false."
        ).format(days=days),
        *_requests(
            language, "POST /v1/invoices/(its id)/resume_reminders", "PUT /v1/receivers/(its id)/reminder_policy"
        ),
        _why_you(language),
    )


def _requests(language: Language, *requests: str) -> tuple[str, str]:
    """The requests that do what a letter has just said, for which there is no page."""
    _ = words.translations(language).gettext
    lines = [f"    {request.replace(' ', f' {settings.public_url}', 1)}" for request in requests]
    return _("By the API, with your access token:"), "\n".join(lines)


def _which(endpoint: Ailing, for_operator: bool) -> str:
    """What the operator knows an endpoint by."""
    return f"Endpoint {endpoint.endpoint_id}, receiver {endpoint.receiver_id}." if for_operator else ""


def _since(language: Language, endpoint: Ailing) -> str:
    _ = words.translations(language).gettext
    assert endpoint.failing_since is not None, "it fails since some instant"
    since = instant(endpoint.failing_since, language)
    if endpoint.last_failure is None:
        return _("nothing but failures since {instant}.").format(instant=since)
    return _("nothing but failures since {instant}. At last: {failure}.").format(
        instant=since, failure=endpoint.last_failure
    )


def _why_you(language: Language, for_operator: bool = False) -> str:
    _ = words.translations(language).gettext
    if for_operator:
        return "You get this mail as the operator of this installation (QUITTANCE_OPERATOR_EMAIL)."
    return _("You get this mail as an owner or a manager of the receiver.")
