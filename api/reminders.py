"""Reminders of invoices, and the rules by which they are sent."""

from litestar import Controller, Response, get, post, put
from litestar.params import FromPath, JSONBody

from api.answers import Answer, CallerRequest, one, version_wanted
from api.middleware.auth import PUBLIC
from models import ids
from models.billing import pause_links, reminder_policies, reminders
from models.shapes import reminders as shapes
from models.shapes.common import List
from models.shapes.reminders import PauseLink, Reminder, ReminderPause, ReminderPolicy, ReminderPolicyInput


class ReminderPolicies(Controller):
    """The rules by which a receiver reminds its payers."""

    path = "/v1/receivers/{receiver_id:str}/reminder_policy"
    tags = ["Reminders"]

    @get("", operation_id="getReminderPolicy", summary="Read the policy", opt={"permission": "reminders.read"})
    async def read(self, request: CallerRequest, receiver_id: FromPath[str]) -> Response[ReminderPolicy]:
        """The receiver's policy; one that was never set has no stages, and reminds nobody."""
        row = await reminder_policies.get(request.user, ids.decode("receiver", receiver_id))
        shape = shapes.policy(row, receiver_id=receiver_id)
        return Answer(shape) if row is None else one(shape, row)

    @put("", operation_id="putReminderPolicy", summary="Set the policy", opt={"permission": "reminders.write"})
    async def write(
        self, request: CallerRequest, receiver_id: FromPath[str], data: JSONBody[ReminderPolicyInput]
    ) -> Response[ReminderPolicy]:
        """Replaces the whole policy. An invoice that has reached several stages gets the latest one only."""
        row = await reminder_policies.put(
            request.user, ids.decode("receiver", receiver_id), data, version=version_wanted(request)
        )
        return one(shapes.policy(row, receiver_id=receiver_id), row)


class InvoiceReminders(Controller):
    """What became of an invoice's reminders."""

    path = "/v1/invoices/{invoice_id:str}"
    tags = ["Reminders"]

    @get("/reminders", operation_id="listReminders", summary="List reminders", opt={"permission": "reminders.read"})
    async def list_(self, request: CallerRequest, invoice_id: FromPath[str]) -> List[Reminder]:
        """The stages that the invoice's instalments have reached, the last one first, and why one was not sent."""
        found = await reminders.list_all(request.user, ids.decode("invoice", invoice_id))
        return List(data=[shapes.reminder(row) for row in found], has_more=False, next_cursor=None)

    @post(
        "/pause_reminders",
        operation_id="pauseInvoiceReminders",
        summary="Pause reminders of an invoice",
        status_code=200,
        opt={"permission": "reminders.write"},
    )
    async def pause(self, request: CallerRequest, invoice_id: FromPath[str]) -> ReminderPause:
        """Sends no reminders of this invoice: each stage that it reaches is noted as skipped."""
        row = await reminders.pause_invoice(
            request.user, ids.decode("invoice", invoice_id), version=version_wanted(request)
        )
        return shapes.pause(row, paused=True)

    @post(
        "/resume_reminders",
        operation_id="resumeInvoiceReminders",
        summary="Resume reminders of an invoice",
        status_code=200,
        opt={"permission": "reminders.write"},
    )
    async def resume(self, request: CallerRequest, invoice_id: FromPath[str]) -> ReminderPause:
        """Sends reminders of this invoice again, from its next stage on."""
        row = await reminders.resume_invoice(
            request.user, ids.decode("invoice", invoice_id), version=version_wanted(request)
        )
        return shapes.pause(row, paused=False)


class PauseLinks(Controller):
    """What the link does that is mailed a day before a reminder."""

    path = "/v1/reminders"
    tags = ["Reminders"]
    security = [{}]
    opt = PUBLIC

    @post("/pause", operation_id="pauseByLink", summary="Pause reminders by a mailed link", status_code=200)
    async def pause(self, data: JSONBody[PauseLink]) -> ReminderPause:
        """Sends no reminders of the link's invoice, in the name of the person to whom it was mailed: still an owner or
        a manager. The second time changes nothing."""
        return shapes.pause(await pause_links.use(data.token), paused=True)


class PayerReminders(Controller):
    """Whether a payer is reminded."""

    path = "/v1/payers/{payer_id:str}"
    tags = ["Reminders"]

    @post(
        "/pause_reminders",
        operation_id="pausePayerReminders",
        summary="Pause reminders of a payer",
        status_code=200,
        opt={"permission": "reminders.write"},
    )
    async def pause(self, request: CallerRequest, payer_id: FromPath[str]) -> ReminderPause:
        """Sends this payer no reminders: each stage that an invoice of theirs reaches is noted as skipped."""
        row = await reminders.pause_payer(request.user, ids.decode("payer", payer_id), version=version_wanted(request))
        return shapes.pause(row, paused=True)

    @post(
        "/resume_reminders",
        operation_id="resumePayerReminders",
        summary="Resume reminders of a payer",
        status_code=200,
        opt={"permission": "reminders.write"},
    )
    async def resume(self, request: CallerRequest, payer_id: FromPath[str]) -> ReminderPause:
        """Sends this payer reminders again, from the next stage of each invoice on."""
        row = await reminders.resume_payer(request.user, ids.decode("payer", payer_id), version=version_wanted(request))
        return shapes.pause(row, paused=False)
