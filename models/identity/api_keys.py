"""API keys: secrets for programs. A key acts as its user, within its scopes and, if bound, for one receiver only.

Only a digest is stored, so a secret is shown once. A key never has an admin's rights, nor does what needs a login.

Raw SQL: who calls is asked by every request, and answered with all rights by one statement; that a key was used is
noted without waiting for whoever is writing its row.
"""

import datetime
import uuid

from models import access, audit, clock, database, ids, lists, rows, secrets, versions
from models.access import Caller
from models.errors import ApiKeyEnded, Forbidden, Invalid, TooManyApiKeys, Unauthenticated, did_you_mean
from models.identity import remembered, users
from models.shapes import identity as shapes
from models.shapes.identity import ApiKeyInput, RotationInput
from models.tables.identity import ApiKey
from models.tables.parties import Receiver
from models.versions import Wanted

PREFIX = "qk_"
# The prefix and eight random characters: enough to recognize a key by, and far too little to guess the rest.
SHOWN_CHARACTERS = len(PREFIX) + 8
LIVE_KEYS_MAX = 100
# A row is not written for every request: nobody needs to know the second.
LAST_USE_RESOLUTION = datetime.timedelta(minutes=1)


class Holder(users.Rights):
    """The key that calls, as `caller` reads it with the rights of its user."""

    id: uuid.UUID
    user_id: uuid.UUID
    scopes: list[str]
    last_used_at: datetime.datetime | None


async def create(caller: Caller, given: ApiKeyInput) -> tuple[ApiKey, str]:
    """Makes a key for the caller; returns its row and its secret, which cannot be had again.

    Raises Invalid (a scope that there is not, an end that has passed), NotFound (the receiver), TooManyApiKeys.
    """
    unknown = sorted(set(given.scopes) - access.SCOPES)
    if unknown:
        hint = did_you_mean(unknown[0], access.SCOPES)
        raise Invalid(
            f"There is no scope {unknown[0]!r}: /docs/guides/access lists those that there are.{hint}",
            pointer="/scopes",
        )
    now = clock.now()
    if given.expires_at is not None and given.expires_at <= now:
        raise Invalid(f"{given.expires_at.isoformat()} has passed: the key would never work.", pointer="/expires_at")
    async with database.transaction():
        receiver_id = None
        if given.receiver_id is not None:
            wanted = ids.decode("receiver", given.receiver_id)
            receiver_id = (await access.find(caller, Receiver, wanted, "receivers.read")).id
        # So that two requests at once do not both get the last place.
        user = await users.lock(caller.user_id)
        goes_on = ApiKey.expires_at.is_null() | (ApiKey.expires_at > now)
        if await ApiKey.count().where(ApiKey.user_id == user.id, ApiKey.revoked_at.is_null(), goes_on) >= LIVE_KEYS_MAX:
            raise TooManyApiKeys(LIVE_KEYS_MAX)
        return await _insert(
            user_id=user.id,
            receiver_id=receiver_id,
            name=given.name,
            scopes=sorted(set(given.scopes)),
            expires_at=given.expires_at,
        )


async def rotate(
    caller: Caller, key_id: uuid.UUID | None, given: RotationInput, *, version: Wanted
) -> tuple[ApiKey, str]:
    """Makes the key's successor, the same but for its secret and as long-lived; the old one ends after a while.

    Returns the successor and its secret. Raises NotFound, Forbidden, PreconditionFailed, ApiKeyEnded.
    """
    async with database.transaction():
        before = await access.find(caller, ApiKey, key_id, "api_keys.write", lock=True)
        if before.user_id != caller.user_id:
            # Whoever rotates gets the secret: an admin may end somebody's key, but not come by one.
            raise Forbidden("Only its own user rotates an API key. You may revoke it.")
        versions.check(before, version)
        now = clock.now()
        if not _is_live(before, now):
            raise ApiKeyEnded(f"The API key {before.prefix}… is revoked or expired: make a new one.")
        ends_at = now + datetime.timedelta(seconds=given.overlap_seconds)
        if before.expires_at is None or ends_at < before.expires_at:
            key = await rows.update(before, {ApiKey.expires_at: ends_at})
            await _record("api_key.rotated", key, before=before)
        lifetime = None if before.expires_at is None else before.expires_at - before.created_at
        return await _insert(
            user_id=before.user_id,
            receiver_id=before.receiver_id,
            name=before.name,
            scopes=before.scopes,
            expires_at=None if lifetime is None else now + lifetime,
        )


async def revoke(caller: Caller, key_id: uuid.UUID | None, *, version: Wanted) -> None:
    """Ends a key at once; the second time changes nothing. Raises NotFound, Forbidden, ReasonRequired,
    PreconditionFailed."""
    async with database.transaction():
        before = await access.find(caller, ApiKey, key_id, "api_keys.write", lock=True)
        versions.check(before, version)
        if before.revoked_at is None:
            key = await rows.update(before, {ApiKey.revoked_at: clock.now()})
            await _record("api_key.revoked", key, before=before)


async def get(caller: Caller, key_id: uuid.UUID | None) -> ApiKey:
    """One key. Raises NotFound."""
    return await access.find(caller, ApiKey, key_id, "api_keys.read")


async def list_page(
    caller: Caller, *, filters: lists.Filters, limit: int, after: uuid.UUID | None
) -> lists.Page[ApiKey]:
    """A page of the caller's own keys, newest first; an admin sees everybody's."""
    return await lists.page(caller, ApiKey, filters=filters, limit=limit, after=after)


async def caller(secret: str) -> Caller:
    """What the holder of a secret may act as now: the key and its user's present rights, in one statement.

    Raises Unauthenticated, which does not say what is wrong: unknown, revoked, expired, or a user who is not active.
    """
    now, digest = clock.now(), secrets.digest(secret)
    row = await database.fetch_row_as(
        Holder,
        """
        SELECT key.id, key.user_id, key.scopes, key.last_used_at, member.receivers, member.roles,
            (SELECT array_agg(id) FROM payers WHERE user_id = key.user_id AND key.receiver_id IS NULL) AS payers
        FROM api_keys AS key JOIN users ON users.id = key.user_id AND users.status = 'active',
            LATERAL (SELECT array_agg(receiver_id) AS receivers, array_agg(role) AS roles FROM receiver_members
                WHERE user_id = key.user_id AND (key.receiver_id IS NULL OR receiver_id = key.receiver_id)) AS member
        WHERE key.digest = $1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > $2)
        """,
        digest,
        now,
    )
    if row is None:
        raise Unauthenticated("The API key is invalid, was revoked, or has expired.")
    last_used_at = row["last_used_at"]
    if last_used_at is None or last_used_at < now - LAST_USE_RESOLUTION:
        await _note_use(row["id"], now)
        last_used_at = now
    found = Caller(
        key=f"api_key:{row['id']}",
        user_id=row["user_id"],
        roles=dict(zip(row["receivers"] or (), row["roles"] or (), strict=True)),
        payer_ids=frozenset(row["payers"] or ()),
        scopes=frozenset(row["scopes"]),
        api_key_id=row["id"],
    )
    remembered.remember_key(digest, found, scopes=row["scopes"], good_until=last_used_at + LAST_USE_RESOLUTION)
    return found


def remembered_caller(secret: str) -> Caller | None:
    """The holder of a secret as this process remembers them, to be proven by the first statement that reads for them;
    None when it does not."""
    return remembered.find(secrets.digest(secret))


async def _note_use(key_id: uuid.UUID, now: datetime.datetime) -> None:
    """Skips a row that somebody else is writing: they say the same, or take the key away."""
    await database.execute(
        "UPDATE api_keys SET last_used_at = $2 WHERE id = (SELECT id FROM api_keys "
        "WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3) FOR NO KEY UPDATE SKIP LOCKED)",
        key_id,
        now,
        now - LAST_USE_RESOLUTION,
    )


def _is_live(key: ApiKey, now: datetime.datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


async def _insert(
    *,
    user_id: uuid.UUID,
    receiver_id: uuid.UUID | None,
    name: str,
    scopes: list[str],
    expires_at: datetime.datetime | None,
) -> tuple[ApiKey, str]:
    secret = secrets.token(PREFIX)
    key = await rows.insert(
        ApiKey(
            user_id=user_id,
            receiver_id=receiver_id,
            name=name,
            prefix=secret[:SHOWN_CHARACTERS],
            digest=secrets.digest(secret),
            scopes=scopes,
            expires_at=expires_at,
        )
    )
    await _record("api_key.created", key)
    return key, secret


async def _record(action: str, key: ApiKey, *, before: ApiKey | None = None) -> None:
    await audit.record(
        action,
        object_kind="api_key",
        object_id=key.id,
        receiver_id=key.receiver_id,
        before=None if before is None else shapes.api_key(before),
        after=shapes.api_key(key),
    )
