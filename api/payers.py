"""Payers."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import (
    After,
    CallerRequest,
    From,
    Id,
    Limit,
    To,
    address,
    cursor,
    one,
    page,
    reference,
    version_wanted,
    zoned,
)
from models import ids, lists
from models.collection import payer_credit
from models.parties import invitations, payers
from models.shapes import billing, members
from models.shapes import parties as shapes
from models.shapes.billing import Invoice
from models.shapes.common import List
from models.shapes.credit import ApplyCreditInput, CreditList
from models.shapes.members import Invitation, PayerInvitationInput
from models.shapes.parties import Balance, Payer, PayerInput, PayerPatch
from models.tables.parties import PartyStatus


class Payers(Controller):
    """Whom receivers bill."""

    path = "/v1/payers"
    tags = ["Parties"]

    @post("", operation_id="createPayer", summary="Add a payer", opt={"permission": "payers.write"})
    async def create(self, request: CallerRequest, data: JSONBody[PayerInput]) -> Response[Payer]:
        """Adds a payer to a receiver's book."""
        row = await payers.create(request.user, data)
        return one(shape := shapes.payer(row), row, location=f"/v1/payers/{shape.id}")

    @get("", operation_id="listPayers", summary="List payers", opt={"permission": "payers.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        status: FromQuery[PartyStatus | None] = None,
        email: FromQuery[str | None] = None,
        created_from: From = None,
        created_to: To = None,
    ) -> List[Payer]:
        """Payers, newest first."""
        filters = lists.Filters(
            equal={"receiver_id": reference("receiver", receiver_id), "status": status},
            created_from=zoned(created_from, "created_from"),
            created_to=zoned(created_to, "created_to"),
            conditions=[("lower(email) = lower({})", address(email))],
        )
        found = await payers.list_page(request.user, filters=filters, limit=limit, after=cursor("payer", after))
        return page(found, shapes.payer, "payer")

    @get("/{payer_id:str}", operation_id="getPayer", summary="Read a payer", opt={"permission": "payers.read"})
    async def read(self, request: CallerRequest, payer_id: FromPath[str]) -> Response[Payer]:
        """One payer."""
        row = await payers.get(request.user, ids.decode("payer", payer_id))
        return one(shapes.payer(row), row)

    @patch("/{payer_id:str}", operation_id="updatePayer", summary="Change a payer", opt={"permission": "payers.write"})
    async def update(
        self, request: CallerRequest, payer_id: FromPath[str], data: JSONBody[PayerPatch]
    ) -> Response[Payer]:
        """Changes the fields that are sent; issued documents keep what they had."""
        row = await payers.update(request.user, ids.decode("payer", payer_id), data, version=version_wanted(request))
        return one(shapes.payer(row), row)

    @delete(
        "/{payer_id:str}",
        operation_id="deletePayer",
        summary="Delete or archive a payer",
        opt={"permission": "payers.write"},
    )
    async def delete(self, request: CallerRequest, payer_id: FromPath[str]) -> None:
        """Deletes a payer without documents and payment methods, and archives any other."""
        await payers.delete(request.user, ids.decode("payer", payer_id), version=version_wanted(request))

    @get(
        "/{payer_id:str}/balance",
        operation_id="getPayerBalance",
        summary="Read what a payer owes",
        opt={"permission": "payers.read"},
    )
    async def balance(self, request: CallerRequest, payer_id: FromPath[str]) -> List[Balance]:
        """What the payer owes on open invoices and has as credit, one entry per currency."""
        found = await payers.balances(request.user, ids.decode("payer", payer_id))
        return List(data=found, has_more=False, next_cursor=None)

    @get(
        "/{payer_id:str}/credit",
        operation_id="listPayerCredit",
        summary="Read where a payer's credit came from",
        opt={"permission": "payments.read"},
    )
    async def credit(
        self, request: CallerRequest, payer_id: FromPath[str], limit: Limit = 20, after: After = None
    ) -> CreditList:
        """The payments that hold credit of the payer, newest first, each with what made it credit; and the totals."""
        return await payer_credit.list_page(
            request.user, ids.decode("payer", payer_id), limit=limit, after=cursor("payment", after)
        )

    @post(
        "/{payer_id:str}/apply_credit",
        operation_id="applyPayerCredit",
        summary="Pay an invoice from credit",
        status_code=200,
        opt={"permission": "payments.record"},
    )
    async def apply_credit(
        self, request: CallerRequest, payer_id: FromPath[str], data: JSONBody[ApplyCreditInput]
    ) -> Response[Invoice]:
        """Pays one of the payer's invoices from credit, the oldest payments first; answers the invoice."""
        row = await payer_credit.apply(
            request.user,
            ids.decode("payer", payer_id),
            invoice_id=ids.decode("invoice", data.invoice_id),
            amount=data.amount,
            version=version_wanted(request),
        )
        return one(billing.invoice_to_send(row, request.user), row)

    @post(
        "/{payer_id:str}/invitations",
        operation_id="invitePayer",
        summary="Invite a payer to log in",
        opt={"permission": "payers.write"},
    )
    async def invite(
        self, request: CallerRequest, payer_id: FromPath[str], data: JSONBody[PayerInvitationInput]
    ) -> Response[Invitation]:
        """Mails an invitation to claim the record. Whoever accepts it sees and pays the payer's invoices."""
        row = await invitations.invite_payer(request.user, ids.decode("payer", payer_id), data)
        return one(shape := members.invitation(row), row, location=f"/v1/invitations/{shape.id}")

    @post(
        "/{payer_id:str}/unlink",
        operation_id="unlinkPayer",
        summary="Take the login off a payer",
        status_code=200,
        opt={"permission": "payers.unlink"},
    )
    async def unlink(self, request: CallerRequest, payer_id: FromPath[str]) -> Response[Payer]:
        """Takes away the access that an accepted invitation gave. The receiver's managers and the payer may do so; the
        payer's documents stay."""
        row = await payers.unlink(request.user, ids.decode("payer", payer_id), version=version_wanted(request))
        return one(shapes.payer(row), row)

    @post(
        "/{payer_id:str}/erase",
        operation_id="erasePayer",
        summary="Erase a payer's personal data",
        status_code=200,
        opt={"permission": "payers.erase"},
    )
    async def erase(self, request: CallerRequest, payer_id: FromPath[str]) -> Response[Payer]:
        """Replaces what tells who the payer is, and archives the record. Issued documents keep what they had."""
        row = await payers.erase(request.user, ids.decode("payer", payer_id), version=version_wanted(request))
        return one(shapes.payer(row), row)
