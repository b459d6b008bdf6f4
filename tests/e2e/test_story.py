"""The main job with real processes: web, workers, beat, simulator, PostgreSQL, Valkey, started by the supervisor."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.system import PROJECT, System
from tests.test_docs import readme_story

RECOVERY_SECONDS_MAX = 120.0


def test_the_demo_plays_the_whole_story(system: System) -> None:
    played = system.run("python", "-m", "tests.e2e.demo")
    assert played.returncode == 0, played.stdout + played.stderr
    for heard in ("invoice.finalized", "payment.succeeded", "invoice.paid"):
        assert f"verified: {heard}" in played.stdout
    assert "is skipped, because the payment is in_flight" in played.stdout
    assert "The story went as told." in played.stdout


def test_the_readme_takes_a_newcomer_to_a_paid_invoice(system: System) -> None:
    places = {"API": system.url, "SIMULATOR": f"http://127.0.0.1:{system.simulator_port}"}
    played = subprocess.run(
        ["sh", "-eu"],
        input=readme_story(),
        env=system.environment | places,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.split()[-2:] == ["succeeded", "paid"], played.stdout


def test_the_books_balance_after_the_story(system: System) -> None:
    checked = system.run("python", "manage.py", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "FAIL" not in checked.stdout
    assert checked.stdout.count("ok  ") > 10
    assert re.search(r"^All \d+ hold\.$", checked.stdout, re.MULTILINE)


def test_the_first_admin_is_made_by_a_command_and_may_check_the_books(system: System) -> None:
    account = {"email": "root@example.com", "password": "a long enough password", "name": "Root"}
    session = httpx.post(f"{system.url}/v1/auth/register", json=account).json()
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    assert httpx.get(f"{system.url}/v1/integrity", headers=bearer).status_code == 403
    assert system.run("python", "manage.py", "admin", "nobody@example.com").returncode == 1
    assert system.run("python", "manage.py", "admin", "ROOT@example.com").returncode == 0
    report = httpx.get(f"{system.url}/v1/integrity", headers=bearer, timeout=300)
    assert (report.status_code, report.json()["ok"]) == (200, True)


@pytest.mark.parametrize(
    "victim", ["-Q payments", "-Q callbacks", "-Q webhooks", "api.app:app", "beat", "simulator.app", "valkey-server"]
)
def test_what_is_killed_comes_back_and_the_story_goes_on(system: System, victim: str) -> None:
    killed = system.processes(victim)
    assert killed, f"nothing runs {victim}"
    for process in killed:
        process.kill()
    psutil.wait_procs(killed, timeout=300)
    deadline = time.monotonic() + RECOVERY_SECONDS_MAX
    played = system.run("python", "-m", "tests.e2e.demo")
    while played.returncode and time.monotonic() < deadline:
        time.sleep(0.5)
        played = system.run("python", "-m", "tests.e2e.demo")
    assert played.returncode == 0, played.stdout + played.stderr
    assert system.processes(victim), f"{victim} was not started again"


def test_postgresql_killed_under_load_loses_nothing_that_was_acknowledged(system: System) -> None:
    account = {"email": "load@example.com", "password": "a long enough password", "name": "Load"}
    session = httpx.post(f"{system.url}/v1/auth/register", json=account).json()
    acknowledged: list[str] = []
    with httpx.Client(base_url=system.url, headers={"Authorization": f"Bearer {session['access_token']}"}) as client:
        for round_ in range(200):
            if round_ == 50:
                for process in system.processes("postgres"):
                    process.kill()
            body = {"name": f"Receiver {round_}", "currency": "EUR"}
            deadline = time.monotonic() + RECOVERY_SECONDS_MAX
            while True:
                answer = client.post("/v1/receivers", json=body, headers={"Idempotency-Key": f"load-{round_}"})
                if answer.status_code == 201:
                    break
                # While the database is down the API says so, and never anything else.
                assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1"), answer.text
                assert time.monotonic() < deadline
                time.sleep(0.1)
            acknowledged.append(answer.json()["id"])
        found: list[str] = []
        page = client.get("/v1/receivers?limit=100").json()
        found += [receiver["id"] for receiver in page["data"]]
        while page["has_more"]:
            page = client.get(f"/v1/receivers?limit=100&after={page['next_cursor']}").json()
            found += [receiver["id"] for receiver in page["data"]]
    assert sorted(found) == sorted(acknowledged)


def test_ctrl_c_ends_all_of_it_and_a_second_start_finds_the_data(system: System) -> None:
    before = system.processes("")
    assert len(before) > 6
    assert system.stop() == 0
    assert not psutil.wait_procs(before, timeout=300)[1]
    system.start()
    login = {"email": "load@example.com", "password": "a long enough password"}
    assert httpx.post(f"{system.url}/v1/auth/login", json=login).status_code == 200


def test_a_taken_port_is_one_clear_sentence(system: System, tmp_path: Path) -> None:
    second = System(tmp_path)
    second.environment |= {"PORT": str(system.port)}
    refused = subprocess.run(
        [sys.executable, "-m", "launch", "Procfile"],
        cwd=PROJECT,
        env=second.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert refused.returncode == 1
    assert str(system.port) in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
