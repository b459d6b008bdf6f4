"""Numbers the feed. Readers do it themselves too, so that they need not wait for a tick."""

from models.webhooks import feed
from tasks.app import app, run


@app.task(name="tasks.feed.number")
def number() -> None:
    """Gives every committed event its place."""
    run(feed.number())
