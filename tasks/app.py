"""The Celery application: the workers of the work lists, and the whole timetable.

Messages only say "look now". They may be lost, doubled or late without harm: what is to be done stands in PostgreSQL,
and beat asks again at every tick. Each worker process has one event loop and one small pool for its whole life.
"""

import asyncio
import contextlib
import mmap
import pkgutil
import random
import signal
import time
import warnings
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

import structlog
from celery import Celery
from celery.exceptions import Ignore, SecurityWarning, SoftTimeLimitExceeded
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown, worker_shutting_down

import tasks
from config import settings
from models import database, logs, memory, nudge, workers
from tasks import redis_reconnect

logger = structlog.get_logger(__name__)

redis_reconnect.install()
# About running as root: tasks come as JSON that names them and carries ids at most, so that is no way in.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery(
    "quittance",
    broker=settings.redis_url,
    include=[f"tasks.{module.name}" for module in pkgutil.iter_modules(tasks.__path__) if module.name != "app"],
)


def _every(seconds: float, task: str, queue: str = "default") -> dict[str, object]:
    """One line of the timetable. A tick that could not start before the next one is worthless, so it expires."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": seconds}}


# A run of a work list that ends waits for its slowest call, up to 50 s, and claims nothing meanwhile. So it goes on as
# long as anything is on its way; and each ends at another time, so that hardly ever two processes wait at once.
TERM_SECONDS_MIN = 480.0
TERM_SECONDS_MAX = 720.0
# How such a task is declared. Its message is acknowledged at once: it may outlast the time after which the broker would
# give it to another worker.
LONG = {"acks_late": False, "soft_time_limit": TERM_SECONDS_MAX + 60, "time_limit": TERM_SECONDS_MAX + 90}
# After so long the others of the same workers, such as mails, have their turn.
BATCHES_SECONDS = 30.0
# What Celery sends to a process whose task has used up its soft time limit.
TIME_LIMIT_SIGNAL = signal.SIGUSR1


app.conf.update(
    beat_schedule={
        # The net below the nudges: a row whose nudge was lost waits one tick at most.
        **{name: _every(due.every_seconds, due.task, due.queue) for name, due in nudge.WORK_LISTS.items()},
        "number the feed": _every(2, "tasks.feed.number"),
        "schedule reconciliations": _every(600, "tasks.reconciliation.schedule_runs"),
        "collect invoices": _every(30, "tasks.collections.collect_due"),
        "escalate reports": _every(600, "tasks.payments.escalate_reports"),
        "enrol missing collections": _every(600, "tasks.collections.enrol_missing"),
        "look for credit": _every(600, "tasks.credit.look_for_missed"),
        "watch disputes": _every(60, "tasks.disputes.watch_deadlines"),
        "mark overdue invoices": _every(60, "tasks.invoices.mark_overdue"),
        "seal the audit log": _every(5, "tasks.audit.seal"),
        "sum up the ledger": _every(5, "tasks.ledger.sum_up"),
        "sort in what invoices are found by": _every(5, "tasks.upkeep.sort_in_texts"),
        "renew statistics": _every(5, "tasks.upkeep.renew_statistics"),
        "ask for documents": _every(5, "tasks.documents.follow"),
        "forget statements": _every(600, "tasks.documents.forget_statements"),
        "issue receipts": _every(5, "tasks.receipts.issue_due"),
        "forget old mails and sessions": _every(3600, "tasks.upkeep.forget_mails_and_sessions"),
        "forget old idempotency keys": _every(3600, "tasks.upkeep.forget_idempotency_keys"),
        "keep partitions": _every(3600, "tasks.upkeep.keep_partitions"),
        "check changed books": _every(300, "tasks.books.check_changed"),
        "check the books": {"task": "tasks.books.check", "schedule": crontab(hour="3", minute="17")},
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # In kilobytes, what a process has ever had at once, looked at after a task. A backstop as well: the
    # largest document needs half of it.
    worker_max_memory_per_child=600_000,
    # Backstops: operations have budgets of their own, far below.
    task_soft_time_limit=90,
    task_time_limit=120,
    task_create_missing_queues=True,
    task_default_queue="default",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "global_keyprefix": nudge.KEY_PREFIX,
        "visibility_timeout": 180,
        "unacked_restore_interval": 5,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_soft_shutdown_timeout=settings.shutdown_seconds,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
)

# What PostgreSQL's absence comes as, also from several things at once.
_AWAY: tuple[type[Exception], ...] = (ExceptionGroup, *database.UNAVAILABLE)
_loop: asyncio.AbstractEventLoop | None = None

T = TypeVar("T")
# One byte that the worker's processes share, since Celery does not tell them that the worker is about to stop. A lock
# beside it could die with its holder.
_stopping = mmap.mmap(-1, 1)


def is_stopping() -> bool:
    """Whether this worker was told to stop: long tasks then come to their end."""
    return _stopping[0] != 0


def run_batches(operation: Callable[[], Coroutine[object, None, int]], batch: int) -> None:
    """Runs an operation that returns how much it has done, until that is less than a whole batch, or its time is over:
    what is left is found when beat asks again."""

    async def work() -> None:
        ends_at = time.monotonic() + BATCHES_SECONDS
        while await operation() == batch and time.monotonic() < ends_at:
            pass

    run(work())


def term() -> float:
    """For how many seconds a run of a work list goes on. See LONG."""
    return random.uniform(TERM_SECONDS_MIN, TERM_SECONDS_MAX)  # noqa: S311 - spread, not a secret


def run(work: Coroutine[object, None, T]) -> T:
    """Drives a coroutine to its end on this process's event loop, where its pool lives. Nothing of it is left behind.

    While PostgreSQL is away that is one line in the log: what is to be done is still there when beat asks again. Raises
    SoftTimeLimitExceeded once all that the coroutine has begun is cancelled and has come to its end.
    """
    global _loop
    if _loop is None:
        _loop = asyncio.new_event_loop()
    main = _loop.create_task(_with_pool(work))
    try:
        with _cancelled_by_time_limit(main, _loop) as was_cancelled:
            try:
                return _loop.run_until_complete(main)
            finally:
                _end_all(_loop)
    except asyncio.CancelledError:
        if was_cancelled():
            raise SoftTimeLimitExceeded from None
        raise
    except _AWAY as error:
        if isinstance(error, ExceptionGroup) and error.split(database.UNAVAILABLE)[1] is not None:
            raise
        logger.warning("task.postponed", error=repr(error))
        raise Ignore from error


@contextlib.contextmanager
def _cancelled_by_time_limit(main: asyncio.Task[T], loop: asyncio.AbstractEventLoop) -> Iterator[Callable[[], bool]]:
    """Lets Celery's soft time limit cancel a task; gives what tells whether it has.

    Celery raises its exception wherever this process happens to be: in the midst of one row's work, which would take it
    for an error of that row, or between two steps of the loop, where all that has begun would stay as it is and go on
    with the next task.
    """
    is_over = False

    def cancel(*_: object) -> None:
        nonlocal is_over
        is_over = True
        loop.call_soon_threadsafe(main.cancel)

    before = signal.signal(TIME_LIMIT_SIGNAL, cancel)
    try:
        yield lambda: is_over
    finally:
        signal.signal(TIME_LIMIT_SIGNAL, before)


def _end_all(loop: asyncio.AbstractEventLoop) -> None:
    """Cancels what a task has left on the loop, also where it was ended by a signal, and waits for its end."""
    if left := asyncio.all_tasks(loop):
        for task in left:
            # Whoever is coming to an end already is left to roll back, and to say what became of its row.
            if not task.cancelling():
                task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


async def _with_pool(work: Coroutine[object, None, T]) -> T:
    # Each time, since PostgreSQL may have been away when this process began.
    with contextlib.closing(work):
        if database.DB.pool is None:
            await database.open_pool(size_min=1, size_max=settings.worker_pool_size)
        async with workers.alive():
            return await work


@setup_logging.connect
def _configure_logs(**_: object) -> None:
    logs.configure()


@worker_process_init.connect
def _forget_parent(**_: object) -> None:
    """Nothing that the parent process opened may be used after the fork."""
    global _loop
    _loop = None
    database.DB.pool = None
    workers.forget()
    memory.freeze()


@worker_shutting_down.connect
def _tell_processes(**_: object) -> None:
    _stopping[0] = 1


@worker_process_shutdown.connect
def _close(**_: object) -> None:
    global _loop
    if _loop is not None:
        _loop.run_until_complete(workers.end())
        _loop.run_until_complete(database.close_pool())
        _loop.close()
        _loop = None
