"""Payment methods that payers have saved, and collecting by them."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, From, Id, Limit, To, cursor, one, page, reference, version_wanted, zoned
from api.payments import PAYMENT_OUTCOME
from models import ids, lists
from models.collection import collecting
from models.parties import payment_methods
from models.shapes import collection
from models.shapes import payment_methods as shapes
from models.shapes.collection import Payment
from models.shapes.common import List
from models.shapes.payment_methods import CollectInput, Collections, PaymentMethod, PaymentMethodInput
from models.tables.payment_methods import MethodStatus


class PaymentMethods(Controller):
    """Cards and accounts that payers let be charged later."""

    path = "/v1/payment-methods"
    tags = ["Payments"]

    @post(
        "",
        operation_id="createPaymentMethod",
        summary="Save a payment method",
        opt={"permission": "payment_methods.write"},
    )
    async def create(self, request: CallerRequest, data: JSONBody[PaymentMethodInput]) -> Response[PaymentMethod]:
        """Keeps a gateway's token with the record of what the payer has agreed to. A payer's first one is the
        default; nothing is charged by saving it."""
        row = await payment_methods.create(request.user, data)
        return one(shape := shapes.payment_method(row), row, location=f"/v1/payment-methods/{shape.id}")

    @get(
        "",
        operation_id="listPaymentMethods",
        summary="List payment methods",
        opt={"permission": "payment_methods.read"},
    )
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        status: FromQuery[MethodStatus | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[PaymentMethod]:
        """Payment methods, newest first."""
        filters = lists.Filters(
            equal={
                "receiver_id": reference("receiver", receiver_id),
                "payer_id": reference("payer", payer_id),
                "status": status,
            },
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
        )
        found = await payment_methods.list_page(
            request.user, filters=filters, limit=limit, after=cursor("payment_method", after)
        )
        return page(found, shapes.payment_method, "payment_method")

    @get(
        "/{payment_method_id:str}",
        operation_id="getPaymentMethod",
        summary="Read a payment method",
        opt={"permission": "payment_methods.read"},
    )
    async def read(self, request: CallerRequest, payment_method_id: FromPath[str]) -> Response[PaymentMethod]:
        """One payment method, without its token."""
        row = await payment_methods.get(request.user, ids.decode("payment_method", payment_method_id))
        return one(shapes.payment_method(row), row)

    @post(
        "/{payment_method_id:str}/detach",
        operation_id="detachPaymentMethod",
        summary="Detach a payment method",
        status_code=200,
        opt={"permission": "payment_methods.write"},
    )
    async def detach(self, request: CallerRequest, payment_method_id: FromPath[str]) -> Response[PaymentMethod]:
        """Ends it for good: its token is erased, and the payer's newest other one is the default."""
        row = await payment_methods.detach(
            request.user, ids.decode("payment_method", payment_method_id), version=version_wanted(request)
        )
        return one(shapes.payment_method(row), row)

    @post(
        "/{payment_method_id:str}/default",
        operation_id="makePaymentMethodDefault",
        summary="Make a payment method the default",
        status_code=200,
        opt={"permission": "payment_methods.write"},
    )
    async def default(self, request: CallerRequest, payment_method_id: FromPath[str]) -> Response[PaymentMethod]:
        """What is collected by itself is charged by this one from now on."""
        row = await payment_methods.make_default(
            request.user, ids.decode("payment_method", payment_method_id), version=version_wanted(request)
        )
        return one(shapes.payment_method(row), row)


class Collecting(Controller):
    """Collecting invoices by saved payment methods."""

    path = "/v1/invoices/{invoice_id:str}"
    tags = ["Payments"]

    @post(
        "/collect",
        operation_id="collectInvoice",
        summary="Collect an invoice now",
        opt={"permission": "payments.pay", "outcome": PAYMENT_OUTCOME},
    )
    async def collect(
        self, request: CallerRequest, invoice_id: FromPath[str], data: JSONBody[CollectInput | None] = None
    ) -> Response[Payment]:
        """Begins a payment of what is payable by the payer's default payment method, or the one named. With `Prefer:
        wait=10` the answer waits for the gateway's word."""
        row = await collecting.collect(
            request.user,
            ids.decode("invoice", invoice_id),
            data or CollectInput(),
            version=version_wanted(request),
        )
        shape = collection.payment(row, request.user)
        return one(shape, row, location=f"/v1/payments/{shape.id}")

    @get(
        "/collections",
        operation_id="getInvoiceCollections",
        summary="See when an invoice is collected",
        opt={"permission": "payments.read"},
    )
    async def collections(self, request: CallerRequest, invoice_id: FromPath[str]) -> Collections:
        """When each instalment is collected by itself, what was tried, and why nothing is tried any more."""
        return shapes.collections(await collecting.of_invoice(request.user, ids.decode("invoice", invoice_id)))
