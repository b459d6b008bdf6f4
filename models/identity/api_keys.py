"""API keys: secrets for programs. A key acts as its user, within its scopes and, if bound, for one receiver only.

Only a digest is stored, so a secret is shown once. A key never has an admin's rights, nor does what needs a login.
"""

import datetime
import uuid
from typing import Any

from models import access, audit, clock, database, ids, lists, secrets, versions
from models.access import Caller
from models.errors import ApiKeyEnded, Forbidden, Invalid, TooManyApiKeys, Unauthenticated
from models.shapes import access as shapes
from models.shapes.access import ApiKeyInput, RotationInput
from models.tables.identity import ApiKey
from models.tables.parties import Receiver

PREFIX = "qk_"
# The prefix and eight random characters: enough to recognize a key by, and far too little to guess the rest.
SHOWN_CHARACTERS = len(PREFIX) + 8
LIVE_KEYS_MAX = 100
# A row is not written for every request: nobody needs to know the second.
LAST_USE_RESOLUTION = datetime.timedelta(minutes=1)

_OF_KEY = "user_id = key.user_id AND (key.receiver_id IS NULL OR receiver_id = key.receiver_id)"
_IS_LIVE = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)"


async def create(caller: Caller, given: ApiKeyInput) -> tuple[Any, str]:
    """Makes a key for the caller; returns its row and its secret, which cannot be had again.

    Raises Invalid (a scope that there is not, an end that has passed), NotFound (the receiver), TooManyApiKeys.
    """
    unknown = sorted(set(given.scopes) - access.SCOPES)
    if unknown:
        raise Invalid(f"There is no scope {unknown[0]!r}: docs/access.md lists them.", pointer="/scopes")
    now = clock.now()
    if given.expires_at is not None and given.expires_at <= now:
        raise Invalid(f"{given.expires_at.isoformat()} has passed: the key would never work.", pointer="/expires_at")
    async with database.transaction():
        receiver_id = None
        if given.receiver_id is not None:
            wanted = ids.decode("receiver", given.receiver_id)
            receiver_id = (await access.find(caller, Receiver, wanted, "receivers.read"))["id"]
        # Locks the user, so that two requests at once do not both get the last place.
        await database.execute("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE", caller.user_id)
        live = await database.fetch_value(
            f"SELECT count(*) FROM api_keys WHERE user_id = $1 AND {_IS_LIVE}", caller.user_id, now
        )
        if live >= LIVE_KEYS_MAX:
            raise TooManyApiKeys(LIVE_KEYS_MAX)
        return await _insert(
            user_id=caller.user_id,
            receiver_id=receiver_id,
            name=given.name,
            scopes=sorted(set(given.scopes)),
            expires_at=given.expires_at,
        )


async def rotate(
    caller: Caller, key_id: uuid.UUID | None, given: RotationInput, *, version: int | None
) -> tuple[Any, str]:
    """Makes the key's successor, the same but for its secret and as long-lived; the old one ends after a while.

    Returns the successor and its secret. Raises NotFound, Forbidden, PreconditionFailed, ApiKeyEnded.
    """
    async with database.transaction():
        row = await access.find(caller, ApiKey, key_id, "api_keys.write", lock=True)
        if row["user_id"] != caller.user_id:
            # Whoever rotates gets the secret: an admin may end somebody's key, but not come by one.
            raise Forbidden("Only its own user rotates an API key. You may revoke it.")
        versions.check(row, version)
        now = clock.now()
        if not _is_live(row, now):
            raise ApiKeyEnded(f"The API key {row['prefix']}… is revoked or expired: make a new one.")
        ends_at = now + datetime.timedelta(seconds=given.overlap_seconds)
        if row["expires_at"] is None or ends_at < row["expires_at"]:
            after = await database.update_row("api_keys", row["id"], {"expires_at": ends_at})
            await _record("api_key.rotated", after, before=row)
        lifetime = None if row["expires_at"] is None else row["expires_at"] - row["created_at"]
        return await _insert(
            user_id=row["user_id"],
            receiver_id=row["receiver_id"],
            name=row["name"],
            scopes=row["scopes"],
            expires_at=None if lifetime is None else now + lifetime,
        )


async def revoke(caller: Caller, key_id: uuid.UUID | None, *, version: int | None) -> None:
    """Ends a key at once; the second time changes nothing. Raises NotFound, Forbidden, ReasonRequired,
    PreconditionFailed."""
    async with database.transaction():
        row = await access.find(caller, ApiKey, key_id, "api_keys.write", lock=True)
        versions.check(row, version)
        if row["revoked_at"] is None:
            after = await database.update_row("api_keys", row["id"], {"revoked_at": clock.now()})
            await _record("api_key.revoked", after, before=row)


async def get(caller: Caller, key_id: uuid.UUID | None) -> Any:
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
    now = clock.now()
    row = await database.fetch_row(
        f"""
        SELECT key.id, key.user_id, key.scopes, key.last_used_at,
            (SELECT array_agg(receiver_id ORDER BY receiver_id) FROM receiver_members WHERE {_OF_KEY}) AS receivers,
            (SELECT array_agg(role ORDER BY receiver_id) FROM receiver_members WHERE {_OF_KEY}) AS roles,
            (SELECT array_agg(id) FROM payers WHERE user_id = key.user_id AND key.receiver_id IS NULL) AS payers
        FROM api_keys AS key JOIN users ON users.id = key.user_id AND users.status = 'active'
        WHERE key.digest = $1 AND {_IS_LIVE}
        """,
        secrets.digest(secret),
        now,
    )
    if row is None:
        raise Unauthenticated("The API key is not valid (any more).")
    if row["last_used_at"] is None or row["last_used_at"] < now - LAST_USE_RESOLUTION:
        await _note_use(row["id"], now)
    return Caller(
        key=f"api_key:{row['id']}",
        user_id=row["user_id"],
        roles=dict(zip(row["receivers"] or (), row["roles"] or (), strict=True)),
        payer_ids=frozenset(row["payers"] or ()),
        scopes=frozenset(row["scopes"]),
        api_key_id=row["id"],
    )


async def _note_use(key_id: uuid.UUID, now: datetime.datetime) -> None:
    """Skips a row that somebody else is writing: they say the same, or take the key away."""
    await database.execute(
        "UPDATE api_keys SET last_used_at = $2 WHERE id = (SELECT id FROM api_keys "
        "WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3) FOR NO KEY UPDATE SKIP LOCKED)",
        key_id,
        now,
        now - LAST_USE_RESOLUTION,
    )


def _is_live(row: Any, now: datetime.datetime) -> bool:
    return row["revoked_at"] is None and (row["expires_at"] is None or row["expires_at"] > now)


async def _insert(
    *,
    user_id: uuid.UUID | None,
    receiver_id: uuid.UUID | None,
    name: str,
    scopes: list[str],
    expires_at: datetime.datetime | None,
) -> tuple[Any, str]:
    secret = secrets.token(PREFIX)
    row = await database.fetch_row(
        "INSERT INTO api_keys (id, user_id, receiver_id, name, prefix, digest, scopes, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *",
        ids.new(),
        user_id,
        receiver_id,
        name,
        secret[:SHOWN_CHARACTERS],
        secrets.digest(secret),
        scopes,
        expires_at,
    )
    await _record("api_key.created", row)
    return row, secret


async def _record(action: str, row: Any, *, before: Any = None) -> None:
    await audit.record(
        action,
        object_kind="api_key",
        object_id=row["id"],
        receiver_id=row["receiver_id"],
        before=None if before is None else shapes.api_key(before),
        after=shapes.api_key(row),
    )
