"""Where the gateway asks payers: by a card form, or to approve or decline without one. Posted here and nowhere else."""

import datetime

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from models.gateways.simulator import card_form, pages, payments
from models.gateways.simulator.payments import PaymentRow
from models.gateways.simulator.web import Asked, courier_of, store_of


@get("/challenge/{payment_id:str}", media_type="text/html")
async def show(request: Asked, payment_id: FromPath[str]) -> Response[str]:
    """Where the payer is sent; who knows the payment's id may decide."""
    payment = payments.get(store_of(request), payment_id)
    return Response(pages.challenge(payment), headers=pages.security_headers(return_url=payment.return_url))


@post("/challenge/{payment_id:str}/approve")
async def approve(request: Asked, payment_id: FromPath[str]) -> Redirect:
    """The payer says yes, and goes back to the shop."""
    return _decided(request, payment_id, approve=True)


@post("/challenge/{payment_id:str}/decline")
async def decline(request: Asked, payment_id: FromPath[str]) -> Redirect:
    """The payer says no, and goes back to the shop."""
    return _decided(request, payment_id, approve=False)


@post("/challenge/{payment_id:str}/card", status_code=200)
async def take_card(request: Asked, payment_id: FromPath[str]) -> Response[str] | Redirect:
    """The payer pays by card, and goes back to the shop; or to what is wrong in the form, or what their bank asks."""
    store = store_of(request)
    payment = payments.get(store, payment_id)
    headers = pages.security_headers(return_url=payment.return_url)
    behaviour, errors = card_form.read(await request.body(), today=datetime.datetime.now(datetime.UTC).date())
    if behaviour is None:
        content = pages.challenge(payment, errors)
        return Response(content, media_type="text/html", headers=headers, status_code=422)
    payment = payments.pay_by_card(store, payment_id, behaviour)
    if payment.status == "requires_action":
        return Response(pages.secure(payment), media_type="text/html", headers=headers)
    courier_of(request).wake()
    return _back(payment)


@get("/challenge/{payment_id:str}/card")
async def show_again(payment_id: FromPath[str]) -> Redirect:
    """For who loads again, or comes back to, the address that the form posts to."""
    return Redirect(f"/challenge/{payment_id}", status_code=303)


def _decided(request: Asked, payment_id: str, *, approve: bool) -> Redirect:
    payment = payments.decide(store_of(request), payment_id, approve=approve)
    courier_of(request).wake()
    return _back(payment)


def _back(payment: PaymentRow) -> Redirect:
    return Redirect(payment.return_url or f"/challenge/{payment.id}", status_code=303)
