"""Nudges: a message that says "look now", and no more of them than anybody could use."""

from redis import Redis

from config import settings
from models import nudge


def test_nudges_that_nobody_takes_do_not_pile_up() -> None:
    with Redis.from_url(settings.redis_url) as redis:
        key = f"{nudge.KEY_PREFIX}webhooks"
        redis.delete(key)
        for _ in range(nudge.WAITING_MAX * 4):
            nudge._send("webhooks")
        assert redis.llen(key) == nudge.WAITING_MAX
        redis.rpop(key)
        nudge._send("webhooks")
        nudge._send("webhooks")
        assert redis.llen(key) == nudge.WAITING_MAX
        # What is full of one kind says nothing about another.
        redis.delete(f"{nudge.KEY_PREFIX}payments")
        nudge._send("payments")
        assert redis.llen(f"{nudge.KEY_PREFIX}payments") == 1
        redis.delete(key, f"{nudge.KEY_PREFIX}payments")
