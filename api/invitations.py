"""Invitations to become a member of a receiver, or to claim a payer's record."""

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath, FromQuery

from api.answers import After, CallerRequest, Id, Limit, cursor, one, page, reference
from models import ids, lists
from models.parties import invitations
from models.shapes import members as shapes
from models.shapes.common import List
from models.shapes.members import Invitation, InvitationKind


class Invitations(Controller):
    """What was mailed, and its acceptance by whoever got the mail."""

    path = "/v1/invitations"
    tags = ["Parties"]

    @get("", operation_id="listInvitations", summary="List invitations", opt={"permission": "invitations.read"})
    async def list_(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        kind: FromQuery[InvitationKind | None] = None,
        pending: FromQuery[bool | None] = None,
    ) -> List[Invitation]:
        """The invitations of the caller's receivers, newest first; the tokens are in the mails only."""
        about = {"receiver_id": reference("receiver", receiver_id), "payer_id": reference("payer", payer_id)}
        found = await invitations.list_page(
            request.user,
            filters=lists.Filters(equal=about),
            kind=kind,
            pending=pending,
            limit=limit,
            after=cursor("invitation", after),
        )
        return page(found, shapes.invitation, "invitation")

    @get(
        "/{invitation:str}",
        operation_id="getInvitation",
        summary="Read an invitation",
        opt={"permission": "invitations.read"},
    )
    async def read(self, request: CallerRequest, invitation: FromPath[str]) -> Response[Invitation]:
        """One invitation, by its id."""
        row = await invitations.get(request.user, ids.decode("invitation", invitation))
        return one(shapes.invitation(row), row)

    @delete(
        "/{invitation:str}",
        operation_id="revokeInvitation",
        summary="Revoke an invitation",
        opt={"permission": "invitations.revoke"},
    )
    async def revoke(self, request: CallerRequest, invitation: FromPath[str]) -> None:
        """Takes an invitation back, by its id: its token works no more."""
        await invitations.revoke(request.user, ids.decode("invitation", invitation))

    @post(
        "/{token:str}/accept",
        operation_id="acceptInvitation",
        summary="Accept an invitation",
        status_code=200,
        opt={"permission": "invitations.accept"},
    )
    async def accept(self, request: CallerRequest, token: FromPath[str]) -> Response[Invitation]:
        """Makes the caller a member of the receiver, or links the payer's record to them; by the mailed token."""
        row = await invitations.accept(request.user, token)
        return one(shapes.invitation(row), row)
