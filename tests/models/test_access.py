"""Which refusal comes first, and what a row gives away to whoever may not see it."""

import msgspec
import pytest

from models import ids
from models.collection import payments
from models.errors import Forbidden, NotFound, ReasonRequired
from models.shapes.collection import AllocationInput, PaymentInput
from tests.books import open_book


async def test_an_invoice_that_is_not_there_is_said_before_a_right_that_is_missing(pool: None) -> None:
    book = await open_book()
    seen = ids.encode("invoice", (await book.invoice())["id"])
    missing = ids.encode("invoice", ids.new())

    def cash(*invoices: str) -> PaymentInput:
        return PaymentInput(method="cash", allocations=[AllocationInput(invoice_id=one, amount=1) for one in invoices])

    viewer, admin = await book.member("viewer"), msgspec.structs.replace(book.owner, is_admin=True, roles={})
    for caller, refusal in ((viewer, Forbidden), (admin, ReasonRequired)):
        with pytest.raises(refusal):
            await payments.create(caller, cash(seen))
        with pytest.raises(NotFound):
            await payments.create(caller, cash(seen, missing))
