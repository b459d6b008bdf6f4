"""Errors as problem documents: the one place that gives refusals their HTTP status.

`docs/errors.md` has a paragraph for each code. Nothing of ours (a stack, SQL, a path) is ever in an answer.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg
import structlog
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from api.answers import Answer, AnyRequest
from api.middleware import methods
from api.middleware.auth import OUTCOME_UNKNOWN
from api.middleware.idempotency import OVERTAKEN
from api.problems import MEDIA_TYPE, FieldError, Problem, problem
from models import database, errors
from models.access import Caller
from models.errors import Refused
from models.gateways.base import BadSignature
from models.shapes import forms

logger = structlog.get_logger(__name__)

RETRY_AFTER_SECONDS = 1
# Codes of errors that are no refusals of a rule.
CODES = {400: "malformed_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
STATUSES: dict[type[Refused], int] = {
    errors.Unauthenticated: 401,
    errors.BadCredentials: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.PreconditionFailed: 412,
    errors.Invalid: 422,
    errors.BulkRefused: 422,
    errors.FileRefused: 422,
    errors.CardNumberRefused: 422,
    errors.AmountTooHigh: 422,
    errors.SumTooLarge: 422,
    errors.AmountNotRepresentable: 422,
    errors.CurrencyDiffers: 422,
    errors.RefundTooHigh: 422,
    errors.CreditTooHigh: 422,
    errors.WriteOffTooHigh: 422,
    errors.ExcessUndecided: 422,
    errors.IdempotencyKeyReused: 422,
    errors.ReasonRequired: 422,
    errors.ReplayTooLarge: 422,
    errors.EventsGone: 410,
    errors.SessionEnded: 401,
    errors.ActionTokenRefused: 422,
    errors.WrongPassword: 422,
    errors.PasswordTooCommon: 422,
    errors.TooManyRequests: 429,
    errors.Overloaded: 503,
    errors.DocumentLate: 503,
    errors.DocumentFailed: 503,
    errors.StatementTooLong: 422,
    errors.UnsupportedMediaType: 415,
    errors.NotAcceptable: 406,
    errors.Malformed: 400,
}
# What the status has to say besides (RFC 9110, 15.5.2 and 15.5.16).
HEADERS = {
    401: {"WWW-Authenticate": 'Bearer realm="quittance"'},
    415: {"Accept": "application/json", "Accept-Encoding": "identity"},
}
# What else a rule refuses is refused because of a state.
STATUS_OTHERWISE = 409


# 2026-11-28T12:00:00+01:00, as it arrives when nobody has encoded it.
_PLUS_LOST = re.compile(r"[0-9-]{10}T[0-9:.]{5,20} [0-9]{2}:?[0-9]{2}")
# As Litestar says it; it counts what is missing among what cannot be read.
_MISSING = re.compile(r"Missing required query parameter '(\w+)'")


def status_of(refused: Refused) -> int:
    """The status of an answer that says why a rule said no."""
    return STATUSES.get(type(refused), STATUS_OTHERWISE)


def refusal(request: AnyRequest, refused: Refused) -> Response[Problem]:
    """A rule said no."""
    status = status_of(refused)
    found = [FieldError(pointer=pointer, detail=message) for pointer, message in refused.places]
    if refused.parameter is not None:
        found = [FieldError(parameter=refused.parameter, detail=refused.message)]
    headers = dict(HEADERS.get(status, {}))
    if refused.retry_after_seconds is not None:
        headers["Retry-After"] = str(refused.retry_after_seconds)
    return _answer(request, status, code=refused.code, detail=refused.message, found=found, headers=headers)


def http_error(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """Litestar said no: to a path, a method, a parameter or a size."""
    status = error.status_code
    detail, found = _sentence(request, error), None
    if isinstance(error.extra, list) and error.extra and status == 400:
        # Parameters that Litestar has parsed: readable, but not valid.
        status = 422
        name, message = str(error.extra[0].get("key", "")).removesuffix("_"), str(error.extra[0].get("message"))
        words = forms.in_words(message, _choices(request, name))
        detail = f"The parameter {name}: {words}.{_hint(request.query_params.get(name, ''))}"
        found = [FieldError(parameter=name, detail=detail)]
    if missing := _MISSING.match(error.detail):
        status, detail = 422, f"The parameter {missing[1]} is missing: this cannot be answered without it."
        found = [FieldError(parameter=missing[1], detail=detail)]
    if request.scope["state"].get("is_cut_off"):
        # For the sake of the form: whom it would be for has gone.
        return _answer(request, 400, code="malformed_request", detail="The body did not come to its end.")
    if status >= 500:
        return unexpected(request, error)
    given = (error.headers or {}).items()
    headers = {name: methods.allow(value.split(", ")) for name, value in given if name.lower() == "allow"}
    code = CODES.get(status, "invalid" if status == 422 else "http_error")
    return _answer(request, status, code=code, detail=detail, found=found, headers=headers)


def _sentence(request: AnyRequest, error: HTTPException) -> str:
    """What Litestar means, where it has given no more than the name of the status."""
    handler = request.scope.get("route_handler")
    if error.status_code == 413 and isinstance(handler, HTTPRouteHandler):
        return f"The body has more than {handler.resolve_request_max_body_size():,} bytes: send a smaller one."
    if error.status_code == 404:
        return "There is nothing at this path: /docs lists the paths that there are."
    if error.status_code == 405:
        allowed = sorted(set((error.headers or {}).get("allow", "").split(", ")) - {"", "HEAD", "OPTIONS"})
        if allowed:
            *others, last = allowed
            return f"{', '.join(others)} and {last} are allowed here." if others else f"{last} is allowed here."
    return f"{error.detail}."


def _choices(request: AnyRequest, name: str) -> tuple[object, ...]:
    """What a parameter may be, where that is one of a few values."""
    parameter = request.route_handler.parsed_fn_signature.parameters.get(name)
    return () if parameter is None else forms.choices(parameter.annotation)


def _hint(value: str) -> str:
    """What to do about an instant whose + has become a space, as it does in every query."""
    if not _PLUS_LOST.fullmatch(value):
        return ""
    return f" In a query a + stands for a space: send it as %2B, as in {value.replace(' ', '%2B')}."


def bad_signature(request: AnyRequest, _: BadSignature) -> Response[Problem]:
    """Whoever forges a callback learns nothing."""
    return _answer(request, 400, code="bad_signature", detail="The callback was not accepted.")


def conflict(request: AnyRequest, error: asyncpg.IntegrityConstraintViolationError) -> Response[Problem]:
    """A constraint said no to what our own checks let through, usually to one of two requests at once."""
    logger.warning("constraint.violated", constraint=error.constraint_name)
    rule = (error.constraint_name or "a rule of the database").replace("_", " ")
    return _answer(request, 409, code="conflict", detail=f"This would break a rule: {rule}. Nothing was changed.")


def unstorable(request: AnyRequest, error: asyncpg.DataError) -> Response[Problem]:
    """A value that our own checks let through and the database cannot hold: out of range, or too long."""
    logger.warning("value.unstorable", error=type(error).__name__)
    return _answer(request, 422, code="invalid", detail="A value is out of range or too long. Nothing was changed.")


def unavailable(request: AnyRequest, error: Exception) -> Response[Problem]:
    """Something that we depend on is down or overloaded."""
    # What has read without locks is done again with them, whatever went wrong, and tells what goes wrong then.
    if database.locks_rows():
        logger.warning("dependency.unavailable", error=repr(error))
    return _answer(
        request,
        503,
        code="unavailable",
        detail="A part of the service is not available right now. Nothing was changed: send the same request again.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def overtaken(request: AnyRequest, error: Exception) -> Response[Problem]:
    """PostgreSQL asks to do it again; whoever began the transaction around us can, and is told so."""
    request.scope["state"][OVERTAKEN] = True
    return unavailable(request, error)


def commit_lost(request: AnyRequest, error: database.CommitLostError) -> Response[Problem]:
    """The database was lost in the very moment that the effect was committed: nobody knows whether it was."""
    if request.method in ("GET", "HEAD"):
        return unavailable(request, error)
    logger.warning("commit.lost", error=repr(error))
    # It may have been done, so it is not done again for who the caller is by now: see api/middleware/auth.py.
    request.scope["state"][OUTCOME_UNKNOWN] = True
    # Keys are kept for callers that are known: see api/middleware/idempotency.py.
    has_key = request.method == "POST" and "idempotency-key" in request.headers
    if has_key and isinstance(request.scope.get("user"), Caller):
        advice = "Send it again only under the same Idempotency-Key: then it is done once."
    else:
        advice = "No Idempotency-Key protects it, so look whether it was before you send it again."
    return _answer(
        request,
        503,
        code="outcome_unknown",
        detail=f"The database was lost while this request was being completed: it may have been done. {advice}",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def unexpected(request: AnyRequest, error: Exception) -> Response[Problem]:
    """Our own mistake: the log has the details, the answer has the id to find them by."""
    logger.error("request.failed", exc_info=error)
    detail = "Something went wrong on our side. The request_id helps us to find out what."
    return _answer(request, 500, code="internal_error", detail=detail)


def _answer(
    request: AnyRequest,
    status: int,
    *,
    code: str,
    detail: str,
    found: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Problem]:
    request_id = request.scope["state"].get("request_id", "")
    content = problem(status, code=code, detail=detail, request_id=request_id, found=found)
    return Answer(content, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


# Any: each handler's own kind of error.
HANDLERS: dict[int | type[Exception], Callable[[AnyRequest, Any], Response[Problem]]] = {
    Refused: refusal,
    HTTPException: http_error,
    BadSignature: bad_signature,
    asyncpg.UniqueViolationError: conflict,
    asyncpg.CheckViolationError: conflict,
    asyncpg.ForeignKeyViolationError: conflict,
    asyncpg.DataError: unstorable,
    **dict.fromkeys(database.UNAVAILABLE, unavailable),
    **dict.fromkeys(database.RETRYABLE, overtaken),
    database.CommitLostError: commit_lost,
    Exception: unexpected,
}
