"""One run: as many walks as make up the steps, each in a world of its own, on databases that are made anew."""

import argparse
import asyncio
import time
from collections import Counter

import httpx
import hypothesis
from aiohttp import web
from hypothesis.stateful import run_state_machine_as_test

from api import pdf
from api.app import app
from api.pages import openapi
from config import settings
from models import database
from tests.walk.databases import DATABASE, TEMPLATE, create
from tests.walk.machine import Walk
from tests.walk.world import World

# What `World.tamper` makes untrue.
TAMPERED = "an invoice has what its allocations say"
STEPS_PER_WALK = 100
# Asking every row stays cheap while there are few.
WALKS_PER_DATABASE = 5


def is_wrong(chosen: argparse.Namespace, *, server: str) -> bool:
    """Whether something was wrong."""
    openapi.complete(app.app)
    # Workers have their turn when the walk says so, and nobody waits for them.
    pdf.WAIT_SECONDS = 0
    worlds: list[World] = []
    opened = 0

    async def world_of() -> World:
        nonlocal opened
        if opened % WALKS_PER_DATABASE == 0 or (worlds and worlds[-1].is_broken):
            if opened:
                await database.close_pool()
            await create(server, DATABASE, template=TEMPLATE)
            await database.open_pool(size_min=1, size_max=20)
            opened = 0
        opened += 1
        world = World(http, settings.simulator_url)
        worlds.append(world)
        await world.open()
        return world

    async def take(request: web.Request) -> web.Response:
        return await worlds[-1].relay(request)

    async def listen() -> None:
        application = web.Application()
        application.router.add_post("/v1/callbacks/{account}", take)
        site = web.AppRunner(application)
        await site.setup()
        await web.TCPSite(site, "127.0.0.1", int(settings.public_url.rpartition(":")[2])).start()

    began_at = time.monotonic()
    done: Counter[str] = Counter()
    with asyncio.Runner() as runner:
        runner.run(listen())
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quittance.test")
        Walk.runner, Walk.world_of = runner, staticmethod(world_of)
        Walk.is_tampered = chosen.control
        to_the_end = chosen.quick_to_fail or chosen.control
        phases = [hypothesis.Phase.generate, *([] if to_the_end else [hypothesis.Phase.shrink])]
        wanted = hypothesis.settings(
            max_examples=max(1, chosen.steps // STEPS_PER_WALK),
            stateful_step_count=min(chosen.steps, STEPS_PER_WALK),
            deadline=None,
            database=None,
            phases=phases,
            suppress_health_check=list(hypothesis.HealthCheck),
            report_multiple_bugs=False,
        )
        try:
            hypothesis.seed(chosen.seed)(run_state_machine_as_test)(Walk, settings=wanted)
        except AssertionError as error:
            print(f"\nThe walk with seed {chosen.seed} failed: {error}")
            # Only what was tampered with is what the control looks for.
            return not chosen.control or TAMPERED in str(error)
        finally:
            for world in worlds:
                done.update(world.done)
            for what, count in sorted(done.items()):
                print(f"{count:7} × {what}")
            print(f"{Walk.steps} steps in {time.monotonic() - began_at:.0f} s, seed {chosen.seed}")
    return False
