"""Members of receivers."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from api.answers import After, CallerRequest, Limit, cursor, one, page
from models import ids
from models.parties import invitations, members
from models.shapes import members as shapes
from models.shapes.common import List
from models.shapes.members import Invitation, Member, MemberInvitationInput, MemberPatch
from models.tables.parties import MemberRole


class Members(Controller):
    """Who works for a receiver, and in which role."""

    path = "/v1/receivers/{receiver_id:str}/members"
    tags = ["Parties"]

    @post("", operation_id="inviteMember", summary="Invite a member", opt={"permission": "members.write"})
    async def invite(
        self, request: CallerRequest, receiver_id: FromPath[str], data: JSONBody[MemberInvitationInput]
    ) -> Response[Invitation]:
        """Mails an invitation. Whoever accepts it becomes a member; nobody is added without having agreed."""
        row = await invitations.invite_member(request.user, ids.decode("receiver", receiver_id), data)
        return one(shape := shapes.invitation(row), row, location=f"/v1/invitations/{shape.id}")

    @get("", operation_id="listMembers", summary="List members", opt={"permission": "members.read"})
    async def list_(
        self,
        request: CallerRequest,
        receiver_id: FromPath[str],
        limit: Limit = 20,
        after: After = None,
        role: FromQuery[MemberRole | None] = None,
    ) -> List[Member]:
        """The receiver's members, newest first."""
        found = await members.list_page(
            request.user, ids.decode("receiver", receiver_id), role=role, limit=limit, after=cursor("member", after)
        )
        return page(found, shapes.member, "member")

    @get("/{member_id:str}", operation_id="getMember", summary="Read a member", opt={"permission": "members.read"})
    async def read(
        self, request: CallerRequest, receiver_id: FromPath[str], member_id: FromPath[str]
    ) -> Response[Member]:
        """One member."""
        row = await members.get(request.user, ids.decode("receiver", receiver_id), ids.decode("member", member_id))
        return one(shapes.member(row), row)

    @patch(
        "/{member_id:str}",
        operation_id="updateMember",
        summary="Change a member's role",
        opt={"permission": "members.write"},
    )
    async def update(
        self, request: CallerRequest, receiver_id: FromPath[str], member_id: FromPath[str], data: JSONBody[MemberPatch]
    ) -> Response[Member]:
        """Gives a member another role. The last owner stays one."""
        row = await members.change_role(
            request.user, ids.decode("receiver", receiver_id), ids.decode("member", member_id), role=data.role
        )
        return one(shapes.member(row), row)

    @delete(
        "/{member_id:str}", operation_id="removeMember", summary="Remove a member", opt={"permission": "members.leave"}
    )
    async def remove(self, request: CallerRequest, receiver_id: FromPath[str], member_id: FromPath[str]) -> None:
        """Owners remove anybody, others themselves. The last owner stays."""
        await members.remove(request.user, ids.decode("receiver", receiver_id), ids.decode("member", member_id))
