"""The one exception with which the gateway turns a request down."""


class TurnedDown(Exception):
    """Answered as `{"error": {"code", "message"}}` with HTTP `status`; nothing was changed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
