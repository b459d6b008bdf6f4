"""Every operation that books something: what docs/ledger.md shows, and a history with each kind of transaction."""

from collections.abc import Callable
from typing import Any

from models import ids
from models.billing import issuing
from models.collection import (
    allocations,
    cancellations,
    cheques,
    mistakes,
    payer_credit,
    reviews,
    write_offs,
)
from models.shapes.collection import AllocationInput, ConfirmInput, FeeInput
from models.shapes.lines import WithholdingInput
from models.shapes.refunds import RefundInput
from models.tables.collection import Refund, Reversal
from tests.books import part
from tests.ledger.desk import Desk, Operation, Steps

OPERATIONS: list[Operation] = []


def operation(room: str, title: str, text: str) -> Callable[[Callable[[Desk], Steps]], Callable[[Desk], Steps]]:
    """Adds an operation; `text` says what somebody does, and why it is booked as it is."""

    def add(steps: Callable[[Desk], Steps]) -> Callable[[Desk], Steps]:
        OPERATIONS.append(Operation(room, title, " ".join(text.split()), steps))
        return steps

    return add


# --- Invoices


@operation(
    "Invoices",
    "Issuing",
    """`POST /v1/invoices/{id}/finalize`, and whatever issues one: a schedule, `POST /v1/invoices/bulk`. The payer
    owes the total; what is tax of it the receiver owes the tax office. An invoice of nothing books nothing.""",
)
async def issue(desk: Desk) -> Steps:
    yield "issued"
    await desk.taxed()


@operation(
    "Invoices",
    "Issuing with a withholding",
    """What the payer withholds is paid to the tax office in the receiver's name. It is not owed to the receiver,
    who sets it off against its own tax.""",
)
async def issue_with_a_withholding(desk: Desk) -> Steps:
    yield "issued"
    await desk.taxed(withholdings=[WithholdingInput(name="Withholding tax", percent="10")])


@operation("Invoices", "Voiding", "`POST /v1/invoices/{id}/void`, also by `/replace`: the mirror of issuing.")
async def void(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    yield "voided"
    await issuing.void(desk.book.owner, invoice["id"])


# --- Offline payments


@operation("Payments offline", "Cash", "`POST /v1/payments` by the receiver, with `cash`.")
async def cash(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "recorded"
    await desk.book.pay(invoice)


@operation("Payments offline", "Bank transfer", "The same with `bank_transfer`, and with `other`.")
async def bank_transfer(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "recorded"
    await desk.book.pay(invoice, method="bank_transfer")


@operation(
    "Payments offline",
    "Reported by the payer",
    "What a payer reports is a claim: nothing is booked until the receiver confirms it.",
)
async def reported(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    payer = await desk.book.payer_login()
    yield "reported"
    payment = await desk.book.pay(invoice, caller=payer, method="bank_transfer")
    yield "confirmed, but 90.00 have come"
    await reviews.confirm(desk.book.owner, payment["id"], ConfirmInput(amount=9_000))


@operation(
    "Payments offline",
    "Reported or announced, and nothing comes",
    "A report that is rejected or withdrawn, and a cheque that is given back before it clears, book nothing.",
)
async def nothing_came(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    payer = await desk.book.payer_login()
    yield "reported"
    payment = await desk.book.pay(invoice, caller=payer, method="bank_transfer")
    yield "rejected"
    await reviews.reject_payment(desk.book.owner, payment["id"], reason="It never came.")
    yield "a cheque received"
    cheque = await desk.book.pay(invoice, method="cheque")
    yield "given back"
    await cancellations.cancel(desk.book.owner, cheque["id"])


@operation(
    "Payments offline",
    "Cheque",
    """A cheque is a promise until it clears: it holds its part of the invoice, and the invoice is owed. Cleared,
    it is money at the bank. If it bounces after that, a reversal takes it back; presented again, it counts
    again.""",
)
async def cheque(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "received"
    payment = await desk.book.pay(invoice, method="cheque")
    yield "cleared"
    await cheques.clear(desk.book.owner, payment["id"])
    yield "bounced"
    await cheques.bounce(desk.book.owner, payment["id"], reason="No funds.")
    yield "presented again, and cleared"
    await cheques.clear(desk.book.owner, payment["id"])


@operation(
    "Payments offline",
    "Cheque that bounces before it clears",
    "No money had come, so nothing is booked.",
)
async def bounced_cheque(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    payment = await desk.book.pay(invoice, method="cheque")
    yield "bounced"
    await cheques.bounce(desk.book.owner, payment["id"], reason="No funds.")


@operation(
    "Payments offline",
    "The fee of a cheque that bounces",
    """`POST /v1/payments/{id}/bounce` with a `fee`: what the bank took is a debit note to the payer, booked as any
    invoice is. Presented again and cleared, the cheque pays what it was for, and the fee is still owed. What
    the bank took itself is an expense, which the receiver's own books have.""",
)
async def fee(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    payment = await desk.book.pay(invoice, method="cheque")
    await cheques.clear(desk.book.owner, payment["id"])
    yield "bounced, with a fee"
    await cheques.bounce(desk.book.owner, payment["id"], reason="No funds.", fee=FeeInput(amount=1_250))
    yield "presented again, and cleared"
    await cheques.clear(desk.book.owner, payment["id"])


@operation(
    "Payments offline",
    "More than is owed",
    "What the invoice cannot take is the payer's credit.",
)
async def overpaid(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "120.00 received for 100.00"
    await desk.book.pay(invoice, amount=12_000)


@operation("Payments offline", "One payment for several invoices", "With `allocations`, and what is left is credit.")
async def split(desk: Desk) -> Steps:
    one, other = await desk.book.invoice(3_000), await desk.book.invoice(5_000)
    yield "100.00 received"
    await desk.book.pay(amount=10_000, allocations=[part(one, 3_000), part(other, 5_000)])


@operation(
    "Payments offline",
    "Recorded by mistake",
    """`POST /v1/payments/{id}/correct`, and `POST /v1/reversals/{id}/undo` if that was the mistake. No money goes
    back: the record was wrong.""",
)
async def corrected(desk: Desk) -> Steps:
    payment = await desk.book.pay(await desk.book.invoice())
    yield "corrected"
    await mistakes.correct(desk.book.owner, payment["id"], reason="It was another payer's.")
    yield "correction undone"
    correction = await Reversal.objects().where(Reversal.payment_id == payment["id"]).first()
    assert correction is not None
    await mistakes.undo(desk.book.owner, correction.id)


# --- Online payments


@operation(
    "Payments online",
    "Card, wallet, bank debit",
    """What is begun, waits for the payer, is on its way, or has an outcome that nobody knows, books nothing. When
    the gateway says that it has the money, it is with the gateway, not at the bank.""",
)
async def online(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "begun"
    payment = await desk.begin(invoice, method="bank_debit")
    yield "on its way"
    await desk.say(payment, "pending")
    yield "succeeded"
    await desk.say(payment, "succeeded")


@operation(
    "Payments online",
    "Money that comes late",
    """A payment that had failed succeeds after all, and its invoice is paid by then: money that has moved is never
    refused.""",
)
async def late(desk: Desk) -> Steps:
    payment = await desk.begin()
    yield "failed"
    await desk.say(payment, "failed")
    yield "the invoice is paid in cash"
    await desk.book.pay({"id": payment["invoice_id"]})
    yield "succeeded late"
    await desk.say(payment, "succeeded")


# --- Credit


@operation(
    "The payer's credit",
    "Taking money off an invoice, and applying it again",
    """`POST /v1/payments/{id}/unallocate` and `/allocate`. The two are mirrors, so a match and its undoing leave
    everything as it was.""",
)
async def allocated(desk: Desk) -> Steps:
    one, other = await desk.book.invoice(), await desk.book.invoice()
    payment = await desk.book.pay(one)
    yield "taken off the first invoice"
    await allocations.unallocate(desk.book.owner, payment["id"], invoice_id=one["id"])
    yield "applied to the second one"
    given = [AllocationInput(invoice_id=ids.encode("invoice", other["id"]), amount=10_000)]
    await allocations.allocate(desk.book.owner, payment["id"], given)


@operation(
    "The payer's credit",
    "Paying an invoice from credit",
    "`POST /v1/payers/{id}/apply_credit`: the oldest payments first, a transaction for each.",
)
async def apply_credit(desk: Desk) -> Steps:
    first, second = await desk.book.invoice(1_000), await desk.book.invoice(1_000)
    await desk.book.pay(first, amount=3_000)
    await desk.book.pay(second, amount=3_000)
    invoice = await desk.book.invoice(3_500)
    yield "applied"
    await payer_credit.apply(desk.book.owner, desk.book.payer["id"], invoice_id=invoice["id"])


@operation(
    "The payer's credit",
    "Credit that takes the place of what was reserved",
    """An invoice is paid in cash while a card payment holds all of it; the cash is credit. When the card payment
    fails, the credit takes its place by itself.""",
)
async def filled(desk: Desk) -> Steps:
    payment = await desk.begin()
    yield "paid in cash meanwhile"
    await desk.book.pay({"id": payment["invoice_id"]}, amount=10_000)
    yield "the card payment fails"
    await desk.say(payment, "failed")


@operation(
    "The payer's credit",
    "Paying credit out",
    "`POST /v1/refunds` with a `payer_id`: a refund of each payment that holds credit, paid by hand.",
)
async def paid_out(desk: Desk) -> Steps:
    await desk.book.pay(await desk.book.invoice(), amount=12_000)
    yield "paid out"
    await payer_credit.pay_out(desk.book.owner, RefundInput(payer_id=desk.book.payer_id))


# --- Credit notes


@operation(
    "Credit notes",
    "Of what is not paid",
    "`POST /v1/credit-notes`. What is credited is owed no more, and revenue and tax are lower by it.",
)
async def credit_note(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    yield "credited, 59.50 of 119.00"
    await desk.book.credit(invoice, amount=5_950)


@operation(
    "Credit notes",
    "Of what is paid, kept as credit",
    """With `"excess": "credit"`: what had been paid already is the payer's credit.""",
)
async def credit_note_with_excess(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    await desk.book.pay(invoice, amount=10_000)
    yield "credited, 59.50 of 119.00, of which 19.00 are not paid"
    await desk.book.credit(invoice, amount=5_950, excess="credit")


@operation(
    "Credit notes",
    "Of what is paid, refunded",
    """With `"excess": "refund"`: the credit is refunded in the same transaction where it was paid offline, and
    through the gateway where it was paid online.""",
)
async def credit_note_refunded(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    await desk.book.pay(invoice)
    yield "credited and refunded"
    await desk.book.credit(invoice, amount=5_950, excess="refund")


@operation(
    "Credit notes",
    "Of what is paid, given back by hand",
    """With `"excess": "paid_out"`: the receiver has sent the money by bank, although it had come by card.""",
)
async def credit_note_paid_out(desk: Desk) -> Steps:
    payment = await desk.arrived(await desk.taxed())
    yield "credited and paid out"
    await desk.book.credit({"id": payment["invoice_id"]}, amount=5_950, excess="paid_out")


# --- Write-offs


@operation(
    "Write-offs",
    "Writing off, and undoing it",
    """`POST /v1/invoices/{id}/write_offs` with a reason, and `POST /v1/write-offs/{id}/undo`. What is written off
    is an expense, and no correction of revenue or tax: that takes a credit note.""",
)
async def write_off(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    yield "written off"
    made = await desk.book.write_off(invoice, amount=500)
    yield "undone"
    await write_offs.undo(desk.book.owner, made.id)


@operation(
    "Write-offs",
    "A payment that is a little short",
    "Where the receiver tolerates what is missing, it is written off with the payment.",
)
async def tolerated(desk: Desk) -> Steps:
    invoice = await desk.book.invoice()
    yield "99.70 of 100.00 received"
    await desk.book.pay(invoice, amount=9_970, method="bank_transfer")


@operation(
    "Write-offs",
    "Giving up, and money that comes after all",
    "`POST /v1/invoices/{id}/mark_uncollectible`. A payment reopens the invoice first.",
)
async def uncollectible(desk: Desk) -> Steps:
    invoice = await desk.taxed()
    yield "given up"
    await desk.book.give_up(invoice)
    yield "paid after all"
    await desk.book.pay(invoice)


# --- Refunds


@operation(
    "Refunds",
    "Of money that came offline",
    """`POST /v1/refunds`. What no invoice holds goes first, then what the newest of its invoices hold: these are
    owed again ([decision 8](decisions/0008-a-refund-reopens-its-invoice.md)).""",
)
async def refund_offline(desk: Desk) -> Steps:
    payment = await desk.book.pay(await desk.book.invoice(), amount=12_000)
    yield "50.00 refunded"
    await desk.book.refund(payment, amount=5_000)


@operation(
    "Refunds",
    "Through the gateway, and back",
    """What is asked for books nothing until the gateway says that it has gone. If it comes back, it is the payer's
    credit, and if it goes again, that is booked under the same reversal.""",
)
async def refund_online(desk: Desk) -> Steps:
    payment = await desk.arrived()
    yield "asked for"
    refund = await desk.book.refund(payment, amount=5_000)
    yield "gone"
    await desk.say_of_refund(refund, "succeeded")
    yield "came back"
    await desk.say_of_refund(refund, "failed")
    yield "gone again"
    await desk.say_of_refund(refund, "succeeded")


# --- Money that is taken back


@operation(
    "Money that is taken back",
    "A debit is returned",
    """By the payer's bank, all of it or a part, each time as a reversal: the invoice is owed again. When the money
    is here again, the reversal is undone.""",
)
async def returned(desk: Desk) -> Steps:
    payment = await desk.arrived(method="bank_debit")
    yield "40.00 returned"
    await desk.say(payment, "returned", amount_returned=4_000)
    yield "here again"
    await desk.say(payment, "succeeded")


@operation(
    "Money that is taken back",
    "A dispute",
    """The money decides, not the label: `won` and `lost` book nothing by themselves. While the bank has the money,
    the invoice is owed again, so it is no account of its own.""",
)
async def disputed(desk: Desk) -> Steps:
    payment = await desk.arrived()
    yield "opened, without money so far"
    await desk.say_of_dispute(payment, "untouched")
    yield "the money is withdrawn"
    await desk.say_of_dispute(payment, "taken")
    yield "won: it is given back"
    await desk.say_of_dispute(payment, "given_back")
    yield "lost after all"
    await desk.say_of_dispute(payment, "taken")


@operation(
    "Money that is taken back",
    "More goes than a payment holds",
    """What was refunded is taken back by the payer's bank besides. It has gone nevertheless: it stands in
    suspense, with a discrepancy, until the payment holds money that covers it.""",
)
async def excess(desk: Desk) -> Steps:
    payment = await desk.arrived()
    refund = await desk.book.refund(payment, amount=10_000)
    await desk.say_of_refund(refund, "succeeded")
    yield "refunded already, and now disputed"
    await desk.say_of_dispute(payment, "taken")
    yield "the dispute is won"
    await desk.say_of_dispute(payment, "given_back")


# --- Reviews


@operation(
    "Reviews",
    "A payment that differs is accepted",
    """The gateway reports another amount than was asked for: the money stands in suspense until a person decides.
    Accepted (`POST /v1/payments/{id}/accept`), it comes from there.""",
)
async def accepted(desk: Desk) -> Steps:
    payment = await desk.begin()
    yield "90.00 came instead of 100.00"
    await desk.say(payment, "succeeded", amount=9_000)
    yield "accepted"
    await reviews.accept_payment(desk.book.owner, payment["id"])


@operation(
    "Reviews",
    "A payment that differs is returned",
    "`POST /v1/payments/{id}/return`: a refund takes it out of suspense when the gateway says that it has gone.",
)
async def returned_from_review(desk: Desk) -> Steps:
    payment = await desk.begin()
    yield "90.00 came instead of 100.00"
    await desk.say(payment, "succeeded", amount=9_000)
    yield "the gateway is asked to return it"
    await reviews.return_payment(desk.book.owner, payment["id"], reason="It is not what was agreed.")
    yield "gone"
    await desk.say_of_refund(await _refund_of(payment), "succeeded")


@operation(
    "Reviews",
    "A payment that differs is rejected",
    "`POST /v1/payments/{id}/reject` books nothing: what nobody has explained stays in suspense.",
)
async def rejected(desk: Desk) -> Steps:
    payment = await desk.begin()
    yield "90.00 came instead of 100.00"
    await desk.say(payment, "succeeded", amount=9_000)
    yield "rejected"
    await reviews.reject_payment(desk.book.owner, payment["id"], reason="Nobody knows what it is.")


@operation(
    "Reviews",
    "A payment that differs is taken back by the payer's bank",
    "It goes out of suspense again, and comes there again when the dispute is won.",
)
async def disputed_in_review(desk: Desk) -> Steps:
    payment = await desk.begin()
    await desk.say(payment, "succeeded", amount=9_000)
    yield "disputed"
    await desk.say_of_dispute(payment, "taken", amount=9_000)
    yield "the dispute is won"
    await desk.say_of_dispute(payment, "given_back", amount=9_000)


@operation(
    "Reviews",
    "A refund that nobody asked for",
    """Somebody refunds at the gateway's own desk. The money has gone, so it is booked at once, to suspense;
    accepted (`POST /v1/refunds/{id}/accept`), it comes off its payment. Rejected, it stays there.""",
)
async def refund_at_the_desk(desk: Desk) -> Steps:
    payment = await desk.arrived()
    yield "30.00 gone"
    await desk.say_of_desk(payment, "succeeded", 3_000)
    yield "accepted"
    await reviews.accept_refund(desk.book.owner, (await _refund_of(payment)).id)


@operation(
    "Reviews",
    "A refund that nobody asked for comes back, and goes again",
    "Before a person has decided, all of it is between suspense and the gateway.",
)
async def refund_comes_back_in_review(desk: Desk) -> Steps:
    payment = await desk.arrived()
    yield "30.00 gone"
    await desk.say_of_desk(payment, "succeeded", 3_000)
    yield "came back"
    await desk.say_of_desk(payment, "failed", 3_000)
    yield "gone again"
    await desk.say_of_desk(payment, "succeeded", 3_000)


async def _refund_of(payment: Any) -> Refund:
    refund = await Refund.objects().where(Refund.payment_id == payment["id"]).first()
    assert refund is not None, "it was asked for, or heard of"
    return refund
