"""A receiver may grow: nothing that it is asked for reads all that it has."""

import asyncio
import json
import os
import sys

import asyncpg

from tests.conftest import TEMPLATE

INVOICES = 100_000


async def test_every_filter_list_and_report_and_what_is_newly_overdue_is_found_by_an_index() -> None:
    server = os.environ["QUITTANCE_TESTS_SERVER"]
    connection = await asyncpg.connect(server.replace("{database}", "postgres"))
    name = f"quittance_grown_{os.getpid()}"
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.plans",
            str(INVOICES),
            env=os.environ | {"DATABASE_URL": server.replace("{database}", name), "QUITTANCE_LOG_LEVEL": "ERROR"},
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()
    assert process.returncode == 0
    faults = json.loads(told)
    assert not faults, "\n".join(f"{request}: {'; '.join(wrong)}" for request, wrong in faults.items())
