"""Do logins starve the API? `python -m tests.bench.logins` measures GET /v1/me alone, and beside 20 logins a second.

Starts throw-away servers and one web process, takes half a minute, and prints milliseconds. Load is open: requests
begin by the clock, whether or not earlier ones have been answered, so a stall shows in all that it holds up.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
import psutil

from launch.machine import free_port
from tests.bench import servers
from tests.bench.servers import cpu_seconds, load

PASSWORD = "correct horse battery staple"
SECONDS = 10
READS_PER_SECOND = 100
LOGINS_PER_SECOND = 20
ACCOUNTS = 40


async def measure(port: int, web: psutil.Process) -> None:
    """Prints what the two runs took: waiting, which a busy machine lengthens, and processor time, which it does not."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        emails = [f"person-{number}@example.com" for number in range(ACCOUNTS)]
        token = ""
        for email in emails:
            body = {"email": email, "password": PASSWORD, "name": "Ada"}
            token = (await _post(http, "/v1/auth/register", body, status=201))["access_token"]
        headers = {"Authorization": f"Bearer {token}"}

        async def read(_: int) -> None:
            async with http.get("/v1/me", headers=headers) as answer:
                assert answer.status == 200, await answer.text()

        async def log_in(number: int) -> None:
            body = {"email": emails[number % ACCOUNTS], "password": PASSWORD}
            await _post(http, "/v1/auth/login", body, status=200)

        await _paced(read, per_second=READS_PER_SECOND, seconds=2)
        cpu = [cpu_seconds(web)]
        alone = await _paced(read, per_second=READS_PER_SECOND, seconds=SECONDS)
        cpu.append(cpu_seconds(web))
        beside, logins = await asyncio.gather(
            _paced(read, per_second=READS_PER_SECOND, seconds=SECONDS),
            _paced(log_in, per_second=LOGINS_PER_SECOND, seconds=SECONDS),
        )
    cpu.append(cpu_seconds(web))
    read_cpu = (cpu[1] - cpu[0]) / len(alone)
    login_cpu = (cpu[2] - cpu[1] - read_cpu * len(beside)) / len(logins)
    print(f"processor time: {read_cpu * 1000:.2f} ms a read, {login_cpu * 1000:.1f} ms a login; {load()}")
    for name, times in (
        (f"GET /v1/me, {READS_PER_SECOND}/s, alone", alone),
        (f"GET /v1/me, {READS_PER_SECOND}/s, beside {LOGINS_PER_SECOND} logins/s", beside),
        (f"the logins, {LOGINS_PER_SECOND}/s", logins),
    ):
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:<45} n={len(times):<5} p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  max {max(times):6.1f} ms")


async def _post(http: aiohttp.ClientSession, path: str, body: dict[str, str], *, status: int) -> dict[str, str]:
    async with http.post(path, json=body) as answer:
        assert answer.status == status, await answer.text()
        content: dict[str, str] = await answer.json()
        return content


async def _paced(work: Callable[[int], Awaitable[None]], *, per_second: int, seconds: int) -> list[float]:
    """Milliseconds of each call, from the instant at which it was to begin."""
    began, times = time.perf_counter(), []

    async def one(number: int) -> None:
        due_at = began + number / per_second
        await asyncio.sleep(max(0.0, due_at - time.perf_counter()))
        await work(number)
        times.append((time.perf_counter() - due_at) * 1000)

    await asyncio.gather(*(one(number) for number in range(per_second * seconds)))
    return times


def main() -> int:
    port = free_port()
    with servers.running() as started:
        environment = {
            **started.environment,
            "PORT": str(port),
            # All accounts of the run are made from one address.
            "QUITTANCE_ACCOUNT_REQUESTS_PER_MINUTE": "10000",
        }
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "api.app:app",
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "warning",
        ]
        web = subprocess.Popen(command, cwd=servers.PROJECT, env=environment)
        try:
            asyncio.run(_wait_and_measure(port, psutil.Process(web.pid)))
        finally:
            web.terminate()
            web.wait(timeout=20)
    return 0


async def _wait_and_measure(port: int, web: psutil.Process) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            assert time.monotonic() < deadline, "the web process does not listen"
            await asyncio.sleep(0.1)
        else:
            writer.close()
            break
    await measure(port, web)


if __name__ == "__main__":
    sys.exit(main())
