"""The least that a request can cost here: a Litestar route that does nothing, served with the same flags."""

from litestar import Litestar, get


@get("/")
async def nothing() -> dict[str, bool]:
    """The answer of callbacks."""
    return {"received": True}


app = Litestar([nothing], logging_config=None)
