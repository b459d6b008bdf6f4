"""What answers say about an endpoint: when to leave it alone for a while, and when to give it up.

After a few failures in a row an endpoint is paused and then probed with one delivery at a time, each failure doubling
the pause; the first success ends it. Nothing is dropped: what waits is sent once the endpoint is well again.

After a day of nothing but failures those whom it concerns are warned, and after five days the endpoint is disabled.

Raw SQL: endpoints that are well again are written all at once, and only where something is to be reset.
"""

import datetime
import functools
import uuid
from collections.abc import Iterable, Sequence

import msgspec
import structlog

from models import clock, database, rows
from models.outgoing.client import Answer
from models.tables.webhooks import DisabledReason, WebhookEndpoint
from models.webhooks import endpoints, notices

logger = structlog.get_logger(__name__)

FAILURES_TOLERATED = 5
PAUSE_FIRST = datetime.timedelta(seconds=10)
PAUSE_MAX = datetime.timedelta(minutes=5)
# Leaves four days to mend it, and is past what an outage overnight or a bad release takes.
WARNED_AFTER = datetime.timedelta(days=1)
DISABLED_AFTER = datetime.timedelta(days=5)
STATUS_GONE = 410
# "Too many requests" and "service unavailable": the two whose Retry-After speaks of the endpoint, not of one message.
STATUSES_TO_WAIT = (429, 503)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a handful of answers, given at about the same time, say about one endpoint.

    `last_failure` is in words: a status, or the name of an error.
    """

    failures: int = 0
    has_success: bool = False
    is_gone: bool = False
    wait_seconds: int = 0
    last_failure: str | None = None


# What nearly all of them say: made once.
_ALL_WELL = Report(has_success=True)


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of `webhook_endpoints` that tell how it fares."""

    failures_in_a_row: int = 0
    failing_since: datetime.datetime | None = None
    paused_until: datetime.datetime | None = None
    warned_at: datetime.datetime | None = None
    disabled_reason: DisabledReason | None = None


async def note(answers: Iterable[tuple[uuid.UUID, Answer]]) -> None:
    """Takes answers, each with its endpoint's id, into account. Endpoints that are well cost one statement together."""
    reports = _reports(answers)
    troubled = {endpoint_id: report for endpoint_id, report in reports.items() if not _is_well(report)}
    for endpoint_id, report in troubled.items():
        await database.retried(functools.partial(_note_trouble, endpoint_id, report))
    well = [endpoint_id for endpoint_id, report in reports.items() if _is_well(report)]
    if well:
        await database.retried(lambda: _note_recovery(well))


def after(health: Health, report: Report, now: datetime.datetime) -> Health:
    """The health of an endpoint once a report has come in."""
    failing_since = health.failing_since or now
    if report.is_gone:
        return msgspec.structs.replace(health, disabled_reason="gone")
    if report.has_success:
        return Health(paused_until=_later(None, report, now))
    if now - failing_since >= DISABLED_AFTER:
        return msgspec.structs.replace(health, disabled_reason="failing")
    paused_until, failures = health.paused_until, health.failures_in_a_row
    if paused_until is None or paused_until <= now:
        # While paused, only what was on its way before can fail: that is no news.
        if failures < FAILURES_TOLERATED:
            failures = min(failures + report.failures, FAILURES_TOLERATED)
        else:
            failures += 1
        if failures >= FAILURES_TOLERATED:
            paused_until = now + pause(failures)
    is_long = now - failing_since >= WARNED_AFTER
    return Health(
        failures_in_a_row=failures,
        failing_since=failing_since,
        paused_until=_later(paused_until, report, now),
        warned_at=health.warned_at or (now if is_long else None),
    )


def pause(failures: int) -> datetime.timedelta:
    """How long to leave an endpoint alone after so many failures in a row: 10 s, doubled each time, at most 5 min."""
    # Beyond ten doublings the number would only grow.
    factor: int = 2 ** min(failures - FAILURES_TOLERATED, 10)
    return min(PAUSE_FIRST * factor, PAUSE_MAX)


def _later(paused_until: datetime.datetime | None, report: Report, now: datetime.datetime) -> datetime.datetime | None:
    """The end of a pause, or what the endpoint asked for if that is later."""
    if not report.wait_seconds:
        return paused_until
    asked = now + datetime.timedelta(seconds=report.wait_seconds)
    return asked if paused_until is None else max(asked, paused_until)


def _reports(answers: Iterable[tuple[uuid.UUID, Answer]]) -> dict[uuid.UUID, Report]:
    by_endpoint: dict[uuid.UUID, list[Answer]] = {}
    for endpoint_id, answer in answers:
        if answer.error != "sender_failed":
            by_endpoint.setdefault(endpoint_id, []).append(answer)
    return {endpoint_id: _report(given) for endpoint_id, given in by_endpoint.items()}


def _report(answers: Sequence[Answer]) -> Report:
    if all(answer.is_success for answer in answers):
        return _ALL_WELL
    failures = [answer for answer in answers if not answer.is_success]
    return Report(
        failures=len(failures),
        has_success=any(answer.is_success for answer in answers),
        is_gone=any(answer.status == STATUS_GONE for answer in answers),
        wait_seconds=max(
            (answer.retry_after_seconds or 0 for answer in answers if answer.status in STATUSES_TO_WAIT), default=0
        ),
        last_failure=(failures[-1].error or f"status {failures[-1].status}") if failures else None,
    )


def _is_well(report: Report) -> bool:
    return report.has_success and not report.is_gone and not report.wait_seconds


async def _note_recovery(endpoint_ids: Sequence[uuid.UUID]) -> None:
    # The condition keeps endpoints that never failed, which are nearly all, from being locked and rewritten.
    await database.execute(
        """
        UPDATE webhook_endpoints SET failures_in_a_row = 0, failing_since = NULL, warned_at = NULL,
            -- A pause that the endpoint asked for stays.
            paused_until = CASE WHEN failures_in_a_row >= $2 THEN NULL ELSE paused_until END
        WHERE id = ANY ($1) AND failing_since IS NOT NULL
        """,
        endpoint_ids,
        FAILURES_TOLERATED,
    )


async def _note_trouble(endpoint_id: uuid.UUID, report: Report) -> None:
    async with database.transaction():
        before = (
            await WebhookEndpoint.objects()
            .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.status != "disabled")
            .lock_rows("NO KEY UPDATE")
            .first()
        )
        if before is None:
            return
        health = after(_health(before), report, clock.now())
        values = msgspec.structs.asdict(health)
        if health.disabled_reason is None:
            failing = await rows.update(before, values)
            if before.warned_at is None and failing.warned_at is not None:
                assert failing.failing_since is not None, "only who has failed for long is warned"
                await notices.warn(
                    failing, disabled_from=failing.failing_since + DISABLED_AFTER, last_failure=report.last_failure
                )
            return
        disabled = await rows.update(before, {**values, "status": "disabled"})
        await endpoints.announce_disabled(disabled, before=before)
        await notices.tell_disabled(disabled, last_failure=report.last_failure)
    logger.warning("webhooks.endpoint_disabled", endpoint_id=str(endpoint_id), reason=health.disabled_reason)


def _health(endpoint: WebhookEndpoint) -> Health:
    return Health(
        failures_in_a_row=endpoint.failures_in_a_row,
        failing_since=endpoint.failing_since,
        paused_until=endpoint.paused_until,
        warned_at=endpoint.warned_at,
        disabled_reason=endpoint.disabled_reason,
    )
