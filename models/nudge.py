"""Tells the workers, after a commit, that there is work: a hurry, never a promise.

Every work list is a table that beat has polled anyway, so a nudge may be lost, doubled or late. Publishing to a broker
that hangs can block for ever, so a thread of its own does it: coalesced, bounded, and with errors swallowed.
"""

import threading
import time
from typing import NamedTuple

import structlog
from celery import Celery

from config import settings
from models import database

logger = structlog.get_logger(__name__)


class WorkList(NamedTuple):
    """The task that looks through a work list, the queue of the workers that run it, and how often beat asks anyway."""

    task: str
    queue: str
    every_seconds: int


# The work lists that `after_commit` nudges; tasks/app.py has beat ask for them as well.
WORK_LISTS = {
    "webhooks": WorkList("tasks.webhooks.deliver_due", "webhooks", 2),
    "payments": WorkList("tasks.payments.ask_due", "payments", 2),
    "callbacks": WorkList("tasks.callbacks.apply_due", "callbacks", 2),
    "credentials": WorkList("tasks.payments.ask_due", "payments", 5),
    "reconciliation": WorkList("tasks.reconciliation.run_due", "reconciliation", 15),
    "schedules": WorkList("tasks.schedules.make_due", "default", 30),
    "reminders": WorkList("tasks.reminders.make_due", "default", 60),
    "documents": WorkList("tasks.documents.make_due", "default", 5),
    "credit": WorkList("tasks.credit.apply_due", "default", 30),
    "mails": WorkList("tasks.mails.send_due", "default", 5),
}
# Lets several installations share one Redis.
KEY_PREFIX = "quittance:"
PAUSE_SECONDS = 0.05
# A nudge that waited this long is worthless: beat has looked meanwhile.
EXPIRES_SECONDS = 30
# Messages that nobody has taken yet say the same: whoever takes one sees what was committed before. They wait while all
# processes of a worker are busy looking, which can be for minutes.
WAITING_MAX = 5

_producer = Celery("quittance", broker=settings.redis_url, set_as_current=False)
_producer.conf.update(
    broker_transport_options={
        "global_keyprefix": KEY_PREFIX,
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
        "retry_on_timeout": False,
        # Else it tries to connect for six seconds, and nudges of the time after wait behind it.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    },
    task_ignore_result=True,
)
_wanted: set[str] = set()
_wake = threading.Condition()
_thread: threading.Thread | None = None


def after_commit(work_list: str) -> None:
    """Nudges the workers of that list once the open transaction has committed."""
    database.on_commit(lambda: now(work_list))


def now(work_list: str) -> None:
    """Nudges the workers of that list; returns at once."""
    global _thread
    with _wake:
        _wanted.add(work_list)
        if _thread is None or not _thread.is_alive():
            # A thread does not survive a fork, so every process starts its own at its first nudge.
            _thread = threading.Thread(target=_publish, name="nudge", daemon=True)
            _thread.start()
        _wake.notify()


def _publish() -> None:
    while True:
        with _wake:
            while not _wanted:
                _wake.wait()
            work_lists = sorted(_wanted)
            _wanted.clear()
        for work_list in work_lists:
            try:
                _send(work_list)
            except Exception as error:
                logger.debug("nudge.lost", work_list=work_list, error=repr(error))
        time.sleep(PAUSE_SECONDS)


def _send(work_list: str) -> None:
    """Publishes one nudge, unless enough of them wait already."""
    task, queue, _ = WORK_LISTS[work_list]
    with _producer.connection_or_acquire() as connection:
        waiting = connection.default_channel.queue_declare(queue=queue).message_count
        if waiting < WAITING_MAX:
            _producer.send_task(
                task,
                queue=queue,
                expires=EXPIRES_SECONDS,
                retry=False,
                ignore_result=True,
                connection=connection,
            )
