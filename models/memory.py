"""How often Python looks for what nobody refers to any more."""

import gc


def freeze() -> None:
    """For a process that has imported and opened what it needs, and lives long from now on.

    What there is stays, so the collector need not look at it again; and it looks less often, since what requests and
    deliveries leave behind hardly ever refers to itself. Both cost a third of a delivery, and 0.1 ms of a request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
