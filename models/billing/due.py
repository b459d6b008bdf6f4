"""When a draft is to be paid: by terms, on a day, or in instalments; in exactly one of these ways.

What was said is kept as it was said, and becomes dates when the invoice is issued: in the receiver's time zone, from
the day of issue on.
"""

import datetime
from collections.abc import Sequence
from typing import Final, NamedTuple, TypedDict

from models.errors import Invalid
from models.money import instalments, terms
from models.money.instalments import Instalment, Refusal, Share
from models.money.terms import TermsType
from models.shapes import billing as shapes
from models.shapes.billing import InstalmentInput, InvoiceInput, InvoicePatch
from models.shapes.common import check_day, from_json, given_or, to_json
from models.shapes.invoice_rows import InvoiceRow
from models.tables.parties import Receiver

# What of a PATCH says it.
FIELDS: Final = ("terms", "payment_terms_days", "due_on", "instalments")
# The columns of an invoice that hold it.
COLUMNS: Final = ("terms_type", "terms_days", "due_on", "instalments")


class Due(TypedDict):
    """When an invoice is to be paid: a part of an `InvoiceRow`."""

    terms_type: TermsType | None
    terms_days: int | None
    due_on: datetime.date | None
    instalments: str | None


class _Said(NamedTuple):
    """The ways that were used; None where one was not."""

    terms: shapes.Terms | None
    payment_terms_days: int | None
    due_on: datetime.date | None
    instalments: Sequence[InstalmentInput] | None


def given(draft: InvoiceInput, *, to_pay: int, currency: str) -> Due:
    """What a new draft says, which may be nothing: then the receiver's terms apply. Raises Invalid."""
    said = _Said(draft.terms, draft.payment_terms_days, draft.due_on, draft.instalments)
    return _due(said, to_pay=to_pay, currency=currency)


def patched(before: shapes.Invoice, patch: InvoicePatch, *, to_pay: int, currency: str) -> Due:
    """What a draft says once it is edited: what was sent in place of what was there; null takes back its own way only.

    Instalments are computed of what is to be paid: the total less what is withheld. Raises Invalid, also where amounts
    do not add up to that any more.
    """
    sent = _Said(
        terms=given_or(patch.terms, None),
        payment_terms_days=given_or(patch.payment_terms_days, None),
        due_on=given_or(patch.due_on, None),
        instalments=given_or(patch.instalments, None),
    )
    if any(value is not None for value in sent):
        return _due(sent, to_pay=to_pay, currency=currency)
    is_fixed = before.terms is not None and before.terms.type == "fixed"
    is_net = before.terms is not None and before.terms.type == "net"
    is_taken_back = (
        patch.terms is None or (is_net and patch.payment_terms_days is None) or (is_fixed and patch.due_on is None)
    )
    kept = _Said(
        terms=None if is_taken_back else before.terms,
        payment_terms_days=None,
        due_on=None if is_taken_back else before.due_on,
        instalments=given_or(patch.instalments, [_asked(one) for one in before.instalments] or None),
    )
    return _due(kept, to_pay=to_pay, currency=currency)


def issued(draft: InvoiceRow, receiver: Receiver, *, issued_on: datetime.date) -> Due:
    """The dates that it comes to for an invoice that is issued on that day.

    Raises Invalid for a due date before that day, and for instalments that are out of order then.
    """
    if draft["instalments"] is not None:
        try:
            plan = instalments.dated(from_json(draft["instalments"], list[Instalment]), issued_on=issued_on)
        except Refusal as refusal:
            raise _invalid(refusal) from refusal
        return Due(terms_type=None, terms_days=None, due_on=plan[-1].due_on, instalments=to_json(plan))
    type_, days = draft["terms_type"], draft["terms_days"]
    if type_ is None:
        type_, days = "net", receiver.payment_terms_days
    due_on = terms.due_date(terms.Terms(type=type_, days=days, due_on=draft["due_on"]), issued_on=issued_on)
    if due_on < issued_on:
        raise Invalid(
            f"The due date {due_on} is before the issue date {issued_on}: change it first.", pointer="/due_on"
        )
    return Due(terms_type=type_, terms_days=days, due_on=due_on, instalments=None)


def _due(said: _Said, *, to_pay: int, currency: str) -> Due:
    _check_one_way(said)
    check_day(said.due_on, "/due_on")
    for index, one in enumerate(said.instalments or ()):
        check_day(one.due_on, f"/instalments/{index}/due_on")
    if said.instalments is not None:
        shares = [
            Share(percent=one.percent, amount=one.amount, due_on=one.due_on, days=one.days) for one in said.instalments
        ]
        try:
            plan = instalments.plan(shares, total=to_pay, currency=currency)
            # Days are not known to be in order before it is issued, unless all are of one kind.
            instalments.check_order(plan)
        except Refusal as refusal:
            raise _invalid(refusal) from refusal
        return Due(terms_type=None, terms_days=None, due_on=None, instalments=to_json(plan))
    if said.payment_terms_days is not None:
        return Due(terms_type="net", terms_days=said.payment_terms_days, due_on=None, instalments=None)
    if said.terms is None:
        type_: TermsType | None = None if said.due_on is None else "fixed"
        return Due(terms_type=type_, terms_days=None, due_on=said.due_on, instalments=None)
    try:
        found = terms.Terms(type=said.terms.type, days=said.terms.days, due_on=said.due_on)
    except ValueError as error:
        raise Invalid(str(error), pointer="/terms") from error
    return Due(terms_type=found.type, terms_days=found.days, due_on=found.due_on, instalments=None)


def _check_one_way(said: _Said) -> None:
    """Raises Invalid where it is said twice; a due date beside fixed terms is theirs."""
    used = [name for name, value in zip(FIELDS, said, strict=True) if value is not None]
    if said.terms is not None and said.terms.type == "fixed" and said.due_on is not None:
        used.remove("due_on")
    if len(used) > 1:
        raise Invalid(
            f"{' and '.join(used)} both say when it is to be paid: send only one of {', '.join(FIELDS)}.",
            pointer=f"/{used[1]}",
        )


def _asked(one: shapes.Instalment) -> InstalmentInput:
    """What an instalment of a draft was made from."""
    return InstalmentInput(
        percent=one.percent, amount=None if one.percent is not None else one.amount, due_on=one.due_on, days=one.days
    )


def _invalid(refusal: Refusal) -> Invalid:
    place = "" if refusal.index is None else f"/{refusal.index}"
    return Invalid(str(refusal), pointer=f"/instalments{place}")
