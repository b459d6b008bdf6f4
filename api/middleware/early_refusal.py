"""Whom a full gate would refuse is refused here, before Litestar looks at the request.

Refusals come when there is no time for them: at three times what can be done there are two for each request that is
served, and what they take is taken from those. Most of what one takes at the gate itself is the way there.
"""

from typing import Any

from litestar.exceptions import HTTPException
from litestar.types import HTTPScope, Receive, Send
from litestar.utils import normalize_path

from api.middleware.admission import Admission
from api.middleware.methods import HeadAsGet


class EarlyRefusal(HeadAsGet):
    """The application, which asks `admission` about each request first."""

    def __init__(
        self,
        *,
        admission: Admission,
        **given: Any,  # Any: Litestar's parameters
    ) -> None:
        super().__init__(**given)
        self._admission = admission

    async def answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        if not await self._refuses(scope, send):
            await super().answer(scope, receive, send)

    async def _refuses(self, scope: HTTPScope, send: Send) -> bool:
        # A browser shows its page an answer that has the headers of CORS, and Litestar writes those.
        if self.cors_config is not None and any(name == b"origin" for name, _ in scope["headers"]):
            return False
        return await self._admission.refuses(scope, send, lambda: self._template(scope))

    def _template(self, scope: HTTPScope) -> str:
        """As the routing will find it; nothing where it finds none."""
        try:
            *_, template = self.asgi_router.handle_routing(path=normalize_path(scope["path"]), method=scope["method"])
        except HTTPException:
            return ""
        return template
