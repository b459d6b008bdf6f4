"""The schema goes forward from nothing and from the last release, once, and never back."""

import asyncio
import contextlib
import hashlib
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import asyncpg
import msgspec
import pytest

from launch.machine import find_postgres, unprivileged_account
from models import ids, secrets
from models.shapes import billing as shapes
from models.shapes.invoice_rows import InvoiceRow
from models.shapes.lines import InvoiceLine

PROJECT = Path(__file__).parent.parent.parent
# Each release's database, with the demo's data in it: `pg_dump --no-owner --inserts`, made when it was released.
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sql"))
# Those whose webhooks move into months on the way.
BEFORE_MONTHS = [release for release in RELEASES if release.stem < "0.3.0"]
# Everything about the schema that a migration could get wrong, as text. Which months have a partition is up to the day.
SCHEMA = r"""
    SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
        is_nullable, column_default, generation_expression)
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migration'
        AND table_name !~ '_\d{4}_\d\d$'
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'migration'
        AND conrelid::regclass::text !~ '_\d{4}_\d\d$'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'migration' AND tablename !~ '_\d{4}_\d\d$'
    UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text !~ '_\d{4}_\d\d$'
    UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3
"""


# What a release knew of its webhooks, and what has to be known of them now.
DIVIDED = "kind = 'gateway_clearing.divided'"
EVENTS = "SELECT id, receiver_id, type, object_kind, object_id, sequence, body, created_at FROM events ORDER BY id"
DELIVERIES = """
    SELECT delivery.id, delivery.receiver_id, event_id, endpoint_id, delivery.status, attempts, next_attempt_at,
        lease_token, delivered_at, delivery.created_at, delivery.updated_at{more}
    FROM webhook_deliveries AS delivery ORDER BY delivery.id
"""
ATTEMPTS = "SELECT {columns} FROM webhook_attempts ORDER BY id"
TOLD_BY_ATTEMPTS = """,
    (SELECT type FROM events WHERE events.id = event_id),
    (SELECT count(*) FROM webhook_attempts WHERE delivery_id = delivery.id),
    (SELECT response_status FROM webhook_attempts WHERE delivery_id = delivery.id ORDER BY number DESC LIMIT 1),
    (SELECT error FROM webhook_attempts WHERE delivery_id = delivery.id ORDER BY number DESC LIMIT 1)
"""


class Database:
    """A database of its own on the tests' server."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.url = os.environ["QUITTANCE_TESTS_SERVER"].replace("{database}", name)
        self.environment = os.environ | {"DATABASE_URL": self.url}

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str) -> tuple[int, str]:
        process = self.start(*command)
        output, _ = process.communicate(timeout=600)
        return process.returncode, output

    def run_in_shell(self, command: str) -> None:
        subprocess.run(
            ["/bin/sh", "-c", command], cwd=PROJECT, env=self.environment, capture_output=True, check=False, timeout=600
        )

    async def fetch(self, statement: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in await self.records(statement)]

    async def records(self, statement: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()


@pytest.fixture
async def empty(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database."""
    name = f"migrations_{os.getpid()}_{abs(hash(request.node.name))}"
    server = await asyncpg.connect(Database("postgres").url)
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        yield Database(name)
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await server.close()


async def test_an_empty_database_is_migrated_once_however_many_begin_together(empty: Database) -> None:
    started = [empty.start("manage.py", "migrate") for _ in range(3)]
    outputs = [process.communicate(timeout=600)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], outputs
    applied = await empty.fetch("SELECT name, count(*) FROM migration GROUP BY name ORDER BY name")
    files = sorted((PROJECT / "piccolo_migrations").glob("quittance_*.py"))
    assert [count for _, count in applied] == [1] * len(files)


async def test_of_an_empty_database_it_is_told_once_that_there_are_tables(empty: Database) -> None:
    output, _ = empty.start("manage.py", "migrate").communicate(timeout=600)
    count = len(list((PROJECT / "piccolo_migrations").glob("quittance_*.py")))
    told, *checked = output.splitlines()
    assert told == f"The database was empty: {count} migrations have made its tables."
    assert all(line.startswith("  - all rows of ") for line in checked), output


async def test_it_is_told_how_far_migrating_is(empty: Database) -> None:
    """It can take minutes, and somebody looks on."""
    first = empty.start("manage.py", "migrate")
    while not await begun(empty):
        await asyncio.sleep(0.01)
    first.kill()
    first.communicate()
    process = empty.start("manage.py", "migrate")
    assert process.stdout is not None, "it is a pipe"
    assert any("[forwards]" in line for line in process.stdout)
    [(applied,)] = await empty.fetch("SELECT count(*) FROM migration")
    files = list((PROJECT / "piccolo_migrations").glob("quittance_*.py"))
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    left = len(files) - int(str(applied))
    assert left > 0
    # The line that was read has told of one.
    assert output.count("ok!") >= left - 1
    assert "Automatic transaction disabled" not in output
    assert all(line.endswith("ok! ✔️") for line in output.splitlines() if "[forwards]" in line)


async def begun(database: Database) -> bool:
    """Whether a migration was applied, and not all of them yet."""
    with contextlib.suppress(asyncpg.UndefinedTableError):
        [(applied,)] = await database.fetch("SELECT count(*) FROM migration")
        return int(str(applied)) > 0
    return False


@pytest.mark.parametrize("end", ["| head -c 1", ">&-", ">/dev/full"], ids=["who reads goes", "nobody reads", "full"])
async def test_it_migrates_although_it_cannot_be_told(empty: Database, end: str) -> None:
    """Else a migration would be applied, and not known to be."""
    empty.run_in_shell(f"PYTHONIOENCODING=ascii {sys.executable} manage.py migrate {end}")
    [(applied,)] = await empty.fetch("SELECT count(*) FROM migration")
    assert applied == len(list((PROJECT / "piccolo_migrations").glob("quittance_*.py")))


async def test_the_migrations_make_what_the_tables_declare(empty: Database) -> None:
    assert empty.run("manage.py", "migrate")[0] == 0
    before = set((PROJECT / "piccolo_migrations").iterdir())
    code, output = empty.run("-m", "piccolo.main", "migrations", "new", "quittance", "--auto")
    made = set((PROJECT / "piccolo_migrations").iterdir()) - before
    for file in made:
        if file.is_file():
            file.unlink()
    assert "No changes detected" in output, f"models/tables/ and the migrations differ: {output}"
    assert code == 0


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
async def test_a_release_comes_forward_with_all_of_its_data(empty: Database, release: Path) -> None:
    _restore(empty, release)
    tables = [
        str(name)
        for (name,) in await empty.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1"
        )
    ]
    counts = {table: (await empty.fetch(f'SELECT count(*) FROM "{table}"'))[0] for table in tables}
    assert counts["payments"][0], "a release's dump holds the demo's data"

    code, output = empty.run("manage.py", "migrate")

    assert code == 0, output
    template = Database("quittance_template")
    assert await _schema(empty) == await _schema(template)
    # What is added is what divides the money with gateways.
    (divided,) = await empty.fetch(f"SELECT count(*) FROM ledger_transactions WHERE {DIVIDED}")
    added = {"ledger_accounts": divided[0], "ledger_transactions": divided[0], "ledger_entries": 2 * divided[0]}
    # Since then lines are in their invoices.
    del counts["invoice_lines"]
    assert {
        table: (await empty.fetch(f'SELECT count(*) - {added.get(table, 0)} FROM "{table}"'))[0] for table in counts
    } == counts
    code, output = empty.run("manage.py", "check")
    assert code == 0, output


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
async def test_lines_come_forward_into_their_invoices(empty: Database, release: Path) -> None:
    _restore(empty, release)
    # More lines than the demo has, written in reverse.
    await empty.fetch("ALTER TABLE invoice_lines DISABLE TRIGGER USER")
    await empty.fetch(
        "INSERT INTO invoice_lines (id, invoice_id, position, description, quantity, unit_price, discount, taxes, "
        "amount, tax_amount) SELECT gen_random_uuid(), invoice_id, place, 'Über \"alles\"', 1.25, 0.00000010, "
        '\'{"percent": "10"}\', taxes, 0, 0 FROM invoice_lines, generate_series(9, 2, -1) AS place'
    )
    # Names that were taken then, and would not be now: each of a tax is one line, with something in it to see.
    await empty.fetch(
        r"""UPDATE invoice_lines SET taxes = '[{"name": "\t", "percent": "19"}, {"name": "a\nb", "percent": "5"}]'
        WHERE position = 9"""
    )
    rows = await empty.fetch(
        "SELECT invoice_id, id, description, trim_scale(quantity)::text, trim_scale(unit_price)::text, discount::text, "
        "taxes::text, amount, tax_amount FROM invoice_lines ORDER BY invoice_id, position"
    )
    touched = "SELECT id, version, updated_at FROM invoices ORDER BY id"
    before = await empty.fetch(touched)
    lines: dict[uuid.UUID, list[InvoiceLine]] = {}
    for invoice_id, id_, description, quantity, unit_price, discount, taxes, amount, tax_amount in rows:
        line = {
            "id": ids.encode("line", cast("uuid.UUID", id_)),
            "description": description,
            "quantity": quantity,
            "unit_price": unit_price,
            "discount": None if discount is None else msgspec.json.decode(str(discount)),
            "taxes": msgspec.json.decode(str(taxes)),
            "amount": amount,
            "tax_amount": tax_amount,
        }
        lines.setdefault(cast("uuid.UUID", invoice_id), []).append(msgspec.convert(line, InvoiceLine))

    assert empty.run("manage.py", "migrate")[0] == 0

    moved = await empty.records("SELECT * FROM invoices WHERE lines::text <> '[]'")
    assert {row["id"]: shapes.invoice(cast("InvoiceRow", row)).lines for row in moved} == lines
    for row in cast("list[InvoiceRow]", moved):
        sent, made = (msgspec.json.encode(shape(row)) for shape in (shapes.invoice_to_send, shapes.invoice))
        assert msgspec.json.decode(sent) == msgspec.json.decode(made), "what is passed on as it is stored"
    assert {tax.name for its_lines in lines.values() for line in its_lines for tax in line.taxes} >= {"\t", "a\nb"}
    assert await empty.fetch(touched) == before


@pytest.mark.parametrize("release", BEFORE_MONTHS, ids=lambda path: path.stem)
async def test_webhooks_come_forward_as_they_were_with_what_is_told_of_them_now(empty: Database, release: Path) -> None:
    _restore(empty, release)
    columns = ", ".join(
        str(name)
        for (name,) in await empty.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'webhook_attempts' ORDER BY 1"
        )
    )
    events = await empty.fetch(EVENTS)
    deliveries = await empty.fetch(DELIVERIES.format(more=TOLD_BY_ATTEMPTS))
    attempts = await empty.fetch(ATTEMPTS.format(columns=columns))
    sequences = await empty.fetch("SELECT object_id, max(sequence) FROM events GROUP BY 1 ORDER BY 1")
    (last_place,) = await empty.fetch("SELECT coalesce(max(position), 0) FROM events")

    assert empty.run("manage.py", "migrate")[0] == 0

    assert [_without_link(event) for event in events] == await empty.fetch(EVENTS)
    assert deliveries == await empty.fetch(DELIVERIES.format(more=", event_type, tries, response_status, error"))
    assert attempts == await empty.fetch(ATTEMPTS.format(columns=columns))
    assert sequences == await empty.fetch("SELECT object_id, sequence FROM event_sequences ORDER BY 1")
    assert await empty.fetch("SELECT id, position, kept_from FROM feed") == [(1, *last_place, None)]
    assert await empty.fetch("SELECT count(*) FROM feed_floors") == [(0,)]
    # Each lies in its month, and what is still to be done where it is looked for.
    for table in ("events", "webhook_deliveries_over", "webhook_attempts"):
        assert await empty.fetch(f"SELECT count(*) FROM {table}_otherwise") == [(0,)]
    assert {row[4] for row in deliveries} - {"pending", "leased"} == {"delivered"}
    assert await empty.fetch("SELECT count(*) FROM webhook_deliveries_open") == [
        (len([row for row in deliveries if row[4] in ("pending", "leased")]),)
    ]


async def test_money_with_gateways_is_divided_by_gateway_account(empty: Database) -> None:
    _restore(empty, Path(__file__).parent / "releases" / "0.3.0.sql")
    # What was paid in cash shall have come through another account of the same receiver.
    for table in ("payments", "ledger_entries"):
        await empty.fetch(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await empty.fetch("""
        WITH account AS (
            INSERT INTO gateway_accounts SELECT (jsonb_populate_record(gateway_accounts,
                jsonb_build_object('id', gen_random_uuid(), 'account', 'acct_another'))).* FROM gateway_accounts LIMIT 1
            RETURNING id
        ), payment AS (
            UPDATE payments SET method = 'card', gateway_account_id = account.id, gateway_payment_id = 'pay_another'
            FROM account WHERE method = 'cash' RETURNING payments.id
        )
        UPDATE ledger_entries SET account_id = (SELECT id FROM ledger_accounts WHERE kind = 'gateway_clearing')
        WHERE account_id = (SELECT id FROM ledger_accounts WHERE kind = 'cash')
    """)
    for table in ("payments", "ledger_entries"):
        await empty.fetch(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    entries = "SELECT id, account_id, amount FROM ledger_entries ORDER BY id"
    before = await empty.fetch(entries)

    code, output = empty.run("manage.py", "migrate")
    assert code == 0, output

    assert set(before) < set(await empty.fetch(entries)), "nothing that was booked is changed"
    stands = await empty.fetch("""
        SELECT account.gateway_account_id IS NULL, sum(entry.amount)::bigint FROM ledger_accounts AS account
        JOIN ledger_entries AS entry ON entry.account_id = account.id
        WHERE account.kind = 'gateway_clearing' GROUP BY account.id ORDER BY 1, 2
    """)
    assert stands == [(False, 11_898), (False, 11_900), (True, 0)]
    # That each has what came through it is an invariant.
    code, output = empty.run("manage.py", "check")
    assert code == 0, output


async def test_references_that_were_printed_twice_stay_and_are_given_no_more(empty: Database) -> None:
    _restore(empty, Path(__file__).parent / "releases" / "0.3.0.sql")
    await empty.fetch("ALTER TABLE invoices DISABLE TRIGGER USER")
    await empty.fetch("""
        UPDATE invoices SET reference = (SELECT min(reference) FROM invoices AS other
            WHERE other.receiver_id = invoices.receiver_id) WHERE reference IS NOT NULL
    """)
    await empty.fetch("ALTER TABLE invoices ENABLE TRIGGER USER")
    printed = "SELECT id, reference, version, updated_at FROM invoices ORDER BY id"
    before = await empty.fetch(printed)
    receivers = len({row[0] for row in await empty.fetch("SELECT receiver_id FROM invoices WHERE number IS NOT NULL")})
    assert sum(reference is not None for _, reference, *_ in before) > receivers, "the demo has issued several"
    code, output = empty.run("manage.py", "migrate")
    assert code == 0, output
    assert await empty.fetch(printed) == before
    firsts = "SELECT count(*) FROM invoices WHERE reference IS NOT NULL AND NOT reference_is_shared"
    assert await empty.fetch(firsts) == [(receivers,)]


async def test_patterns_that_numbers_were_written_in_before_are_found(empty: Database) -> None:
    _restore(empty, Path(__file__).parent / "releases" / "0.3.0.sql")
    assert await empty.fetch("SELECT DISTINCT number_pattern FROM receivers") == [("{PREFIX}-{YYYY}-{SEQ:5}",)]
    # Its numbers were written thus, until somebody chose another pattern.
    await empty.fetch(
        "UPDATE receivers SET number_pattern = 'N.{YYYY}.{SEQ:4}' WHERE id IN (SELECT min(id::text)::uuid "
        "FROM receivers WHERE id IN (SELECT receiver_id FROM invoices WHERE number IS NOT NULL))"
    )
    code, output = empty.run("manage.py", "migrate")
    assert code == 0, output
    found = await empty.fetch("""
        SELECT DISTINCT pattern, pattern LIKE invoice_prefix || '-' || period || '-%' AS is_it
        FROM former_patterns JOIN number_series ON number_series.id = series_id
        JOIN receivers ON receivers.id = receiver_id
    """)
    assert [(str(pattern)[-8:], is_it) for pattern, is_it in found] == [("-{SEQ:5}", True)]


async def test_of_comparisons_that_wait_for_one_account_one_goes_on(empty: Database) -> None:
    _restore(empty, Path(__file__).parent / "releases" / "0.3.0.sql")
    await empty.fetch("""
        INSERT INTO reconciliation_runs (id, receiver_id, gateway_account_id, since, until, next_attempt_at)
        SELECT gen_random_uuid(), receiver_id, id, now() - interval '1 day', now(), now()
        FROM gateway_accounts, generate_series(1, 3)
    """)
    await empty.fetch("""
        UPDATE reconciliation_runs SET status = 'leased', lease_token = gen_random_uuid()
        WHERE id = (SELECT max(id::text)::uuid FROM reconciliation_runs WHERE status = 'pending')
    """)
    assert empty.run("manage.py", "migrate")[0] == 0
    left = await empty.fetch(
        "SELECT status, count(*) FROM reconciliation_runs WHERE status <> 'completed' GROUP BY 1 ORDER BY 1"
    )
    assert left == [("failed", 2), ("leased", 1)], "the demo has one account, and the one that had begun goes on"


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
async def test_no_event_brings_a_pay_link_along_and_all_else_of_it_stays(empty: Database, release: Path) -> None:
    _restore(empty, release)
    before = await empty.fetch(EVENTS)
    assert any(b"/v1/pay/" in bytes(body) for *_, body, _ in before)

    assert empty.run("manage.py", "migrate")[0] == 0

    after = await empty.fetch(EVENTS)
    assert after == [_without_link(event) for event in before]
    assert not any(b"/v1/pay/" in bytes(body) for *_, body, _ in after)
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await empty.fetch("UPDATE events SET body = 'x'")


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
async def test_the_invoices_of_before_are_found_by_their_texts(empty: Database, release: Path) -> None:
    _restore(empty, release)
    assert empty.run("manage.py", "migrate")[0] == 0
    found = await empty.fetch("SELECT invoice_id, texts FROM invoice_texts ORDER BY 1")
    wanted = (
        "SELECT id, invoice_texts(number, reference, memo, payer_snapshot) FROM invoices "
        "WHERE num_nonnulls(number, reference, memo, payer_snapshot) > 0 ORDER BY 1"
    )
    assert found == await empty.fetch(wanted)
    assert any(b"inv-" in str(texts).encode() for _, texts in found), "some are issued"


async def test_addresses_get_the_one_form_of_their_hosts(empty: Database) -> None:
    _restore(empty, RELEASES[-1])
    # Of those who share an address the proven one gets it, then the older one; the others keep what is left.
    users = [
        ("1", "ada@bu\u0308cher.example", "NULL"),
        ("2", "ada@xn--bcher-kva.example", "now()"),
        ("3", "ada@b\u00fccher.example", "NULL"),
        ("4", "grace@xn--bcher-kva.example", "NULL"),
        ("5", "grace@b\u00fccher.example", "NULL"),
        ("6", "eve@B\u00dcCHER.example", "now()"),
        ("7", "eve@example.com", "now()"),
        ("8", "odd@i\u2764.example", "now()"),
    ]
    for name, email, proven_at in users:
        identifier = f"00000000-0000-7000-8000-00000000000{name}"
        await empty.fetch(
            "INSERT INTO users (id, email, password_hash, name, role, status, email_verified_at) VALUES "
            f"('{identifier}', '{email}', 'x', '{name}', 'member', 'active', {proven_at})"
        )
    await empty.fetch("UPDATE payers SET email = 'payer@xn--bcher-kva.example'")

    assert empty.run("manage.py", "migrate")[0] == 0

    assert await empty.fetch("SELECT name, email FROM users WHERE password_hash = 'x' ORDER BY name") == [
        ("1", "ada@bu\u0308cher.example"),
        ("2", "ada@b\u00fccher.example"),
        ("3", "ada@xn--bcher-kva.example"),
        ("4", "grace@b\u00fccher.example"),
        ("5", "grace@xn--bcher-kva.example"),
        ("6", "eve@b\u00fccher.example"),
        ("7", "eve@example.com"),
        ("8", "odd@i\u2764.example"),
    ]
    assert await empty.fetch("SELECT DISTINCT email FROM payers") == [("payer@b\u00fccher.example",)]


async def test_a_callback_that_had_ended_in_silence_is_tried_once_more(empty: Database) -> None:
    _restore(empty, RELEASES[-1])
    await empty.fetch("UPDATE callbacks SET status = 'exhausted', attempts = 49 WHERE fact <> ''")
    callbacks = await empty.fetch("SELECT id, gateway_event_id, kind, fact FROM callbacks ORDER BY id")
    assert callbacks

    assert empty.run("manage.py", "migrate")[0] == 0

    assert callbacks == await empty.fetch("SELECT id, gateway_event_id, kind, fact FROM callbacks ORDER BY id")
    assert await empty.fetch("SELECT DISTINCT status, attempts, message_id, message_key FROM callbacks") == [
        ("pending", 0, None, None)
    ]


async def test_plain_hashes_of_addresses_that_have_ended_mails_become_codes_of_our_key(empty: Database) -> None:
    """As a database of a development version between two releases has them."""
    assert empty.run("manage.py", "migrate")[0] == 0
    receiver = "00000000-0000-7000-8000-000000000001"
    await empty.fetch(
        f"INSERT INTO receivers (id, name, currency, time_zone) VALUES ('{receiver}', 'Ada', 'EUR', 'UTC')"
    )
    await empty.fetch(
        "INSERT INTO unsubscriptions (id, receiver_id, topic, digest) "
        f"VALUES ('{receiver}', '{receiver}', 'reminders', sha256('grace@example.com'))"
    )
    key_name, code = secrets.derive("unsubscription", hashlib.sha256(b"grace@example.com").digest())
    # The second time it finds nothing more to do.
    for _ in range(2):
        await empty.fetch("DELETE FROM migration WHERE name = '2026-11-29T05:12:00:000000'")
        assert empty.run("manage.py", "migrate")[0] == 0
        assert await empty.fetch("SELECT key_name, digest FROM unsubscriptions") == [(key_name, code)]


async def test_a_migration_that_only_development_versions_had_is_no_obstacle(empty: Database) -> None:
    """Dropping the table of lines stood in one of its own, which that before it has taken in."""
    code, said = empty.run("-m", "piccolo.main", "migrations", "forwards", "quittance", "2026-11-29T05:21:00:000000")
    assert code == 0, said
    await empty.fetch("INSERT INTO migration (name, app_name) VALUES ('2026-11-29T05:22:00:000000', 'quittance')")
    code, said = empty.run("manage.py", "migrate")
    assert code == 0, said
    assert await _schema(empty) == await _schema(Database("quittance_template"))


async def test_lines_move_only_while_nobody_else_uses_them(empty: Database) -> None:
    _restore(empty, RELEASES[-1])
    before = "2026-11-29T05:20:00:000000"
    code, said = empty.run("-m", "piccolo.main", "migrations", "forwards", "quittance", before)
    assert code == 0, said
    reader = await asyncpg.connect(empty.url)
    try:
        async with reader.transaction():
            await reader.execute("LOCK TABLE invoice_lines IN ACCESS SHARE MODE")
            code, said = empty.run("manage.py", "migrate")
            assert code != 0
            assert "Stop the processes of the former release" in said
            assert await empty.fetch("SELECT max(name) FROM migration") == [(before,)]
            assert await empty.fetch("SELECT count(*) FROM invoices WHERE lines::text <> '[]'") == [(0,)]
    finally:
        await reader.close()
    code, said = empty.run("manage.py", "migrate")
    assert code == 0, said
    assert await empty.fetch("SELECT to_regclass('invoice_lines')::text") == [(None,)]


def test_there_is_a_dump_of_the_last_release() -> None:
    assert RELEASES


async def test_going_back_over_data_is_refused_and_changes_nothing(empty: Database) -> None:
    _restore(empty, RELEASES[-1])
    assert empty.run("manage.py", "migrate")[0] == 0
    schema = await empty.fetch(SCHEMA)
    code, output = empty.run("-m", "piccolo.main", "migrations", "backwards", "quittance", "all", "--auto_agree")
    assert "Going back is refused: the table" in output, output
    assert code != 0
    assert await empty.fetch(SCHEMA) == schema
    assert (await empty.fetch("SELECT count(*) FROM migration"))[0] == (
        len(list((PROJECT / "piccolo_migrations").glob("quittance_*.py"))),
    )


async def test_going_back_on_an_empty_database_says_what_to_do_instead(empty: Database) -> None:
    assert empty.run("manage.py", "migrate")[0] == 0
    code, output = empty.run("-m", "piccolo.main", "migrations", "backwards", "quittance", "all", "--auto_agree")
    assert "drop it, create it again" in output, output
    assert code != 0


async def _schema(database: Database) -> list[tuple[str, ...]]:
    """The schema without casts and brackets, which a dump writes differently from whoever made it."""
    return sorted(
        tuple(re.sub(r"::(text|character varying)(\[\])?|[()\s]", "", str(part)) for part in row)
        for row in await database.fetch(SCHEMA)
    )


def _restore(database: Database, dump: Path) -> None:
    psql = find_postgres(unprivileged_account(PROJECT)).path.parent / "psql"
    restored = subprocess.run(
        [str(psql), "--quiet", "--set", "ON_ERROR_STOP=1", "--file", "-", database.url],
        input=dump.read_text(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert restored.returncode == 0, restored.stderr[-2000:]


def _without_link(event: tuple[object, ...]) -> tuple[object, ...]:
    """An event as `EVENTS` reads it, without the pay link that those of earlier releases have."""
    *head, body, created_at = event
    assert isinstance(body, bytes)
    told = msgspec.json.decode(body)
    if told["data"].get("pay_url") is None:
        return event
    link = msgspec.json.encode(told["data"]["pay_url"])
    assert body.count(link) == 1
    return (*head, body.replace(link, b"null"), created_at)
