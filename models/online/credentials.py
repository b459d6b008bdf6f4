"""Whether gateways take the credentials that receivers send: workers ask, since the API makes no outgoing calls.

Credentials that a receiver sends for an account are proposed ones until the gateway has taken them; until then, and
where it refuses them, those in use stay in use. Once they are put to use, what could not go on for want of them does.

Raw SQL: a check takes the place of the one before in one INSERT … ON CONFLICT, and all that failed under the former
credentials becomes due in one UPDATE of each list.
"""

import datetime
import uuid

from models import audit, clock, database, ids, nudge, rows, slots, work
from models.gateways import registry
from models.gateways.base import GatewayError
from models.tables.gateways import CredentialsCheck, CredentialsStatus, GatewayAccount

# When a gateway that gave no answer is asked again; then the credentials stay unchecked.
RETRIES = [
    datetime.timedelta(seconds=10),
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    datetime.timedelta(hours=12),
]
# Longer than a try may take, so that no lease ends under a living worker. The adapters give a request 10 s.
LEASE_SECONDS = 60
TRY_SECONDS_MAX = 50
BOUNDS = slots.Bounds(slots=50, per_account=1, lease_seconds=LEASE_SECONDS)
MESSAGE_CHARACTERS_MAX = 400
# How what a callback says begins, where that is only what has changed: msgspec writes the tag first.
THIN = b'{"type":"changed"'


async def ask(account: GatewayAccount, *, proposed: bytes | None) -> None:
    """Has a worker ask the gateway about proposed credentials, encrypted, or with None about those in use.

    Within the caller's transaction, who has locked the account. What was asked before has no answer any more.
    """
    assert database.in_transaction(), "a check and its account's status are one transaction"
    await database.execute(
        """
        INSERT INTO credentials_checks (id, receiver_id, gateway_account_id, credentials, next_attempt_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (gateway_account_id) WHERE status IN ('pending', 'leased') DO UPDATE
            SET credentials = excluded.credentials, next_attempt_at = excluded.next_attempt_at, status = 'pending',
                lease_token = NULL, attempts = 0, error = NULL
        """,
        ids.make(),
        account.receiver_id,
        account.id,
        proposed,
        clock.now(),
    )
    nudge.after_commit("credentials")


async def latest(account: GatewayAccount) -> dict[str, str]:
    """An account's credentials as they were last sent: those that are being checked, else those in use."""
    waiting = await CredentialsCheck.objects().where(
        CredentialsCheck.gateway_account_id == account.id, CredentialsCheck.status.is_in(["pending", "leased"])
    )
    proposed = waiting[0].credentials if waiting else None
    return registry.credentials_of(account.id, proposed or account.credentials)


async def doubt(gateway_account_id: uuid.UUID) -> None:
    """Has the gateway asked about credentials in use that it has refused, so that the account says so.

    Does nothing where it is asked already, or has said so.
    """
    async with database.transaction():
        account = await _lock(gateway_account_id)
        if account.credentials_status not in ("checking", "refused"):
            await rows.update(account, {GatewayAccount.credentials_status: "checking"})
            await ask(account, proposed=None)


def due() -> slots.Slots[CredentialsCheck]:
    """The checks that are due, for a run (see models/online/asking.py)."""
    return slots.Slots(CredentialsCheck, _work_on, BOUNDS)


async def check_due() -> int:
    """Works on the checks that are due until none is left; returns how many there were."""
    return await slots.work_through(due(), nudged="credentials")


async def status_now(gateway_account_id: uuid.UUID) -> CredentialsStatus:
    """What became of the credentials of an account that the caller has just read."""
    return (await registry.account_of(gateway_account_id)).credentials_status


async def _work_on(check: CredentialsCheck) -> None:
    await work.try_once(
        check,
        lambda: _ask_and_record(check),
        schedule=RETRIES,
        give_up=lambda error: _conclude(check, "unchecked", f"The gateway could not be asked: {error}"),
        seconds_max=TRY_SECONDS_MAX,
    )


async def _ask_and_record(check: CredentialsCheck) -> None:
    account = await registry.account_of(check.gateway_account_id)
    sent = registry.credentials_of(account.id, check.credentials or account.credentials)
    try:
        await registry.GATEWAYS[account.gateway](sent).check()
    except GatewayError as error:
        if error.permanent:
            await _conclude(check, "refused", str(error))
        elif check.attempts > len(RETRIES):
            await _conclude(check, "unchecked", str(error))
        else:
            await work.postpone(check, schedule=RETRIES, error=str(error))
        return
    await _conclude(check, "accepted", None)


async def _conclude(check: CredentialsCheck, status: CredentialsStatus, message: str | None) -> None:
    """Writes the gateway's answer, or that there is none, and puts proposed credentials to use where it takes them.

    The account is locked before its check, as whoever asks anew does.
    """
    async with database.transaction():
        account = await _lock(check.gateway_account_id)
        if not await work.hold(check):
            return
        values: dict[str, object] = {
            "credentials_status": status,
            "credentials_message": message and message[:MESSAGE_CHARACTERS_MAX],
        }
        if status == "accepted" and check.credentials is not None:
            values["credentials"] = check.credentials
            await _go_on(account)
        changed = await rows.update(account, values)
        await rows.update(check, {CredentialsCheck.credentials: None})
        await work.finish(check, status="exhausted" if status == "unchecked" else "done", error=message)
        await audit.record(
            f"gateway_account.credentials_{status}",
            object_kind="gateway_account",
            object_id=account.id,
            receiver_id=account.receiver_id,
            before=account,
            after=changed,
        )


async def _go_on(account: GatewayAccount) -> None:
    """Makes due what failed last time, and what was given up, under the credentials that were in use until now."""
    await database.execute(
        "UPDATE attempts SET status = 'pending', attempts = 0, next_attempt_at = $2 WHERE gateway_account_id = $1 "
        "AND (status = 'pending' AND error IS NOT NULL OR status = 'exhausted')",
        account.id,
        clock.now(),
    )
    nudge.after_commit("payments")
    # Of callbacks those that only said what has changed: what to apply had to be asked for.
    await database.execute(
        "UPDATE callbacks SET status = 'pending', attempts = 0, next_attempt_at = $2 WHERE gateway_account_id = $1 "
        "AND status <> 'done' AND (status = 'pending' AND error IS NOT NULL OR status = 'exhausted') "
        "AND substring(fact FROM 1 FOR length($3::bytea)) = $3::bytea",
        account.id,
        clock.now(),
        THIN,
    )
    nudge.after_commit("callbacks")


async def _lock(gateway_account_id: uuid.UUID) -> GatewayAccount:
    query = GatewayAccount.objects().where(GatewayAccount.id == gateway_account_id).lock_rows("NO KEY UPDATE")
    account = await query.first()
    assert account is not None, "accounts are archived, never deleted"
    return account
