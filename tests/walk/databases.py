"""Databases of the walk, each a copy of a migrated one."""

import asyncpg

TEMPLATE, DATABASE = "walk_template", "walk"


async def create(server: str, name: str, *, template: str) -> None:
    """Makes it anew."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
