"""E-mail addresses of before get the one form of their hosts, so that whoever has one is found by it."""

import uuid

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from models import database
from models.shapes import emails
from models.upkeep.migrations import refuse_to_go_back

ID = "2026-11-28T08:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one form of the hosts of e-mail addresses"
# Only these can have another form: see models/shapes/emails.py.
ODD = "(octet_length({0}) <> char_length({0}) OR {0} ILIKE '%xn--%' OR {0} LIKE '%.')"
COLUMNS = (("receivers", "email"), ("payers", "email"), ("action_tokens", "email"), ("mails", "recipient"))


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="quittance", description=DESCRIPTION)

    async def run() -> None:
        await database.execute("SET LOCAL statement_timeout = 0")
        for table, column in COLUMNS:
            found = await database.fetch(f"SELECT DISTINCT {column} AS email FROM {table} WHERE {ODD.format(column)}")
            for row in found:
                normal = emails.normal_if_it_can_be(row["email"])
                if normal != row["email"]:
                    await database.execute(
                        f"UPDATE {table} SET {column} = $2 WHERE {column} = $1", row["email"], normal
                    )
        # Who has proven an address has it, then who has had it longest. Whoever else has it too keeps another spelling,
        # by which nobody finds the account; its sessions and keys go on, and it can be given another address.
        for user in await database.fetch(
            f"SELECT id, email, email_verified_at IS NULL AS is_unproven FROM users WHERE {ODD.format('email')} "
            "ORDER BY is_unproven, id"
        ):
            await _take(user["id"], user["email"], is_unproven=user["is_unproven"])

    manager.add_raw(run)
    manager.add_raw_backwards(refuse_to_go_back)
    return manager


async def _take(user_id: uuid.UUID, email: str, *, is_unproven: bool) -> None:
    normal = emails.normal_if_it_can_be(email)
    if normal == email:
        return
    other = await database.fetch_row(
        "SELECT id, email_verified_at IS NULL AS is_unproven FROM users "
        "WHERE lower(email) = lower($1) AND id <> $2",
        normal,
        user_id,
    )
    if other is not None:
        if (other["is_unproven"], other["id"]) < (is_unproven, user_id):
            return
        await _give(user_id, f"{user_id}@moving.invalid")
        await _give(other["id"], email)
    await _give(user_id, normal)


async def _give(user_id: uuid.UUID, email: str) -> None:
    await database.execute("UPDATE users SET email = $2 WHERE id = $1", user_id, email)
