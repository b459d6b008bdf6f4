"""The resources: for each kind of object its ids, who may do what, whose it is, and what is announced of it.

One declaration per resource, in one list, which everything else reads: ids their prefixes, `access` the rights and
whose a row is, `events` its types, the audit log the fields that it may show. docs/contributing.md says what else a new
resource needs. Nothing is imported here, so whatever needs a declaration can have it.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

# "user" is everybody with a login, towards what is their own or nobody's.
Role = Literal["owner", "manager", "viewer", "payer", "user"]

OWNERS: frozenset[Role] = frozenset({"owner"})
MANAGERS: frozenset[Role] = OWNERS | {"manager"}
VIEWERS: frozenset[Role] = MANAGERS | {"viewer"}
PAYERS: frozenset[Role] = frozenset({"payer"})
USERS: frozenset[Role] = frozenset({"user"})
ADMINS: frozenset[Role] = frozenset()


class Permission(msgspec.Struct, frozen=True):
    """Who holds it besides admins, who may do everything, and what it allows.

    What needs a login is never done by an API key: a leaked key cannot make itself at home.
    """

    holders: frozenset[Role]
    allows: str
    needs_login: bool = False


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of object.

    `receiver_column` and `payer_column` are where its table keeps whose a row is; `payers_see` is true of the rows that
    payers see, and where it is None they see none. Rows of a resource with a `user_column` are a user's, and no
    receiver's. `events` maps types to when they are announced. `shown` are the names of fields whose values the audit
    log keeps: such as neither name a person nor grant a right.
    """

    kind: str
    prefix: str
    noun: str
    table: str | None = None
    receiver_column: str = "receiver_id"
    payer_column: str | None = None
    payers_see: str | None = None
    user_column: str | None = None
    permissions: Mapping[str, Permission] = {}
    events: Mapping[str, str] = {}
    shown: str = ""

    @property
    def one(self) -> str:
        """The noun with its article: "an invoice". A `u` sounds like a consonant, as that of "user" does."""
        return f"{'an' if self.noun[0].lower() in 'aeio' else 'a'} {self.noun}"


RESOURCES = (
    Resource(
        kind="receiver",
        prefix="rcv",
        noun="receiver",
        table="receivers",
        receiver_column="id",
        permissions={
            "receivers.create": Permission(USERS, "Make a receiver, which one then owns", needs_login=True),
            "receivers.read": Permission(VIEWERS, "See a receiver"),
            "receivers.update": Permission(MANAGERS, "Change a receiver's profile"),
            "receivers.archive": Permission(OWNERS, "Delete or archive a receiver"),
        },
        events={"receiver.updated": "The receiver's profile was changed."},
        shown="payment_terms_days rounding credit_policy invoice_prefix time_zone",
    ),
    Resource(
        kind="member",
        prefix="mbr",
        noun="member",
        table="receiver_members",
        permissions={
            "members.read": Permission(VIEWERS, "See who belongs to a receiver, and who is invited"),
            "members.write": Permission(OWNERS, "Invite members, change their roles, remove them", needs_login=True),
            "members.leave": Permission(VIEWERS, "Give up one's own membership", needs_login=True),
        },
        shown="role member_id",
    ),
    Resource(
        kind="payer",
        prefix="pyr",
        noun="payer",
        table="payers",
        payer_column="id",
        payers_see="true",
        permissions={
            "payers.read": Permission(VIEWERS | PAYERS, "See a payer and what it owes"),
            "payers.write": Permission(MANAGERS, "Add, change, archive and invite payers"),
            "payers.unlink": Permission(MANAGERS | PAYERS, "Take the login off a payer's record", needs_login=True),
            "payers.erase": Permission(OWNERS, "Erase a payer's personal data", needs_login=True),
        },
        events={
            "payer.created": "A payer was added.",
            "payer.updated": "A payer was changed.",
            "payer.deleted": "A payer was removed.",
        },
        shown="payer_id erased_at collection",
    ),
    Resource(
        kind="invitation",
        prefix="ivt",
        noun="invitation",
        table="action_tokens",
        permissions={
            "invitations.read": Permission(VIEWERS, "See who was invited to what"),
            "invitations.revoke": Permission(
                MANAGERS, "Take back an invitation of a payer; of a member too, as an owner"
            ),
            "invitations.accept": Permission(USERS, "Accept an invitation that one was sent", needs_login=True),
        },
    ),
    Resource(
        kind="invoice",
        prefix="inv",
        noun="invoice",
        table="invoices",
        payer_column="payer_id",
        payers_see="status <> 'draft'",
        permissions={
            "invoices.read": Permission(VIEWERS | PAYERS, "See invoices; payers see what was issued to them"),
            "invoices.write": Permission(MANAGERS, "Draft, issue and void invoices"),
        },
        events={
            "invoice.created": "A draft was made.",
            "invoice.updated": "A draft was edited, or an issued invoice asks for less or more than before.",
            "invoice.deleted": "A draft was deleted.",
            "invoice.finalized": "A draft was issued: it has a number and can be paid.",
            "invoice.partially_paid": "Money was applied, and some is still due.",
            "invoice.paid": "The invoice is settled.",
            "invoice.overpaid": "More arrived than was due; the rest is the payer's credit.",
            "invoice.overdue": "The due date has passed, and the invoice is not settled.",
            "invoice.reopened": "Something is owed again: money was taken off, or what was given up is asked for.",
            "invoice.sent": "The invoice was mailed: the mail server has taken it.",
            "invoice.voided": "The invoice was declared void.",
            "invoice.marked_uncollectible": "The receiver has given up what remains.",
        },
        shown="settlement overdue in_flight disputed number issued_on due_on amount_paid amount_due amount_reserved "
        "amount_payable amount_credited amount_written_off amount_overpaid amount_withheld subtotal discount_total "
        "tax_total total prices_include_tax rounding invoice_id period_start kind fee_of",
    ),
    Resource(kind="line", prefix="lin", noun="invoice line"),
    Resource(
        kind="attachment",
        prefix="atc",
        noun="attachment",
        table="attachments",
        shown="media_type size sha256",
    ),
    Resource(
        kind="invoice_mail",
        prefix="iml",
        noun="mail of an invoice",
        table="invoice_mails",
        permissions={
            "invoice_mails.read": Permission(VIEWERS, "See what was mailed of an invoice, and what became of it"),
            "invoice_mails.write": Permission(MANAGERS, "Mail invoices"),
        },
        events={
            "invoice_mail.failed": "A mail with an invoice was refused by the mail server, or could not be handed over."
        },
        shown="invoice_id reason sent_at",
    ),
    Resource(
        kind="credit_note",
        prefix="crn",
        noun="credit note",
        table="credit_notes",
        payer_column="payer_id",
        payers_see="true",
        permissions={
            "credit_notes.read": Permission(VIEWERS | PAYERS, "See credit notes"),
            "credit_notes.write": Permission(MANAGERS, "Issue credit notes"),
        },
        events={"credit_note.issued": "A credit note took something off an invoice."},
        shown="number invoice_id subtotal tax_total total amount_withheld amount_applied amount_excess excess "
        "issued_on",
    ),
    Resource(
        kind="write_off",
        prefix="wof",
        noun="write-off",
        table="write_offs",
        permissions={
            "write_offs.read": Permission(VIEWERS, "See what was written off, and why"),
            "write_offs.write": Permission(MANAGERS, "Write off, give invoices up, and undo that"),
        },
        shown="reason invoice_id payment_id effective_on undone_on",
    ),
    Resource(
        kind="schedule",
        prefix="sch",
        noun="schedule",
        table="schedules",
        permissions={
            "schedules.read": Permission(VIEWERS, "See the schedules of recurring invoices"),
            "schedules.write": Permission(
                MANAGERS, "Make, change, pause and cancel schedules, which draft and issue invoices"
            ),
        },
        events={
            "schedule.created": "A schedule was made.",
            "schedule.updated": "A schedule was changed, paused, resumed or canceled.",
            "schedule.completed": "A schedule has come to its end.",
            "schedule.failed": "An invoice of a schedule could not be made; it is tried again, or paused.",
        },
        shown="every starts_on anchor_day ends_on count catch_up billing finalize send collect "
        "next_period_start periods_passed failing_since failure_code",
    ),
    Resource(
        kind="reminder_policy",
        prefix="rmp",
        noun="reminder policy",
        table="reminder_policies",
        permissions={
            "reminders.read": Permission(VIEWERS, "See by which rules payers are reminded, and who was or was not"),
            "reminders.write": Permission(MANAGERS, "Change these rules, and pause reminders"),
        },
        shown="paused notice stages_since days",
    ),
    Resource(
        kind="reminder",
        prefix="rem",
        noun="reminder",
        table="reminders",
        events={
            "reminder.sent": "A payer was reminded: the mail server has taken the mail.",
            "reminder.skipped": "A payer was not reminded; `reason` says why.",
        },
        shown="invoice_id instalment stage due_on reason sent_at",
    ),
    Resource(
        kind="payment",
        prefix="pay",
        noun="payment",
        table="payments",
        payer_column="payer_id",
        payers_see="true",
        permissions={
            "proofs.read": Permission(VIEWERS, "See the proofs of payments that payers have reported"),
            "payments.read": Permission(VIEWERS | PAYERS, "See payments"),
            "payments.pay": Permission(MANAGERS | PAYERS, "Pay an invoice, or report that it was paid"),
            "payments.record": Permission(
                MANAGERS,
                "Record, confirm, reject, clear and bounce offline payments; accept what was under review; move credit",
            ),
        },
        events={
            "payment.created": "An online payment was begun.",
            "payment.requires_action": "The payer must act: who may pay reads `next_action.url` at the payment.",
            "payment.reported": "A payer says that they have paid offline.",
            "payment.pending": "The money is on its way.",
            "payment.deposited": "A cheque was taken to the bank, or taken there again after it had bounced.",
            "payment.bounced": "A cheque that was at the bank again came back once more, before it had cleared.",
            "payment.succeeded": "The money has arrived.",
            "payment.failed": "No money came; `failure_code` says why.",
            "payment.canceled": "The payment was canceled before money moved.",
            "payment.rejected": "The receiver rejected a reported payment.",
            "payment.reversed": "Money that had arrived was taken back, all of it or a part.",
            "payment.reinstated": "Money that had been taken back is here again.",
            "payment.needs_review": "The gateway reported something else than was asked.",
            "credit.created": "Money of a payment stands as the payer's credit that no invoice holds.",
            "credit.applied": "Credit that a payment had brought was applied to an invoice.",
        },
        shown="method amount_allocated amount_unapplied amount_refunded amount_reversed amount_excess allocations "
        "effective_on failure_code gateway_payment_id payment_id cancellation "
        "dated_on deposited_on fee_invoice_ids",
    ),
    Resource(kind="attempt", prefix="att", noun="attempt"),
    Resource(kind="allocation", prefix="alo", noun="allocation"),
    Resource(
        kind="refund",
        prefix="rfd",
        noun="refund",
        table="refunds",
        payer_column="payer_id",
        payers_see="true",
        permissions={
            "refunds.read": Permission(VIEWERS | PAYERS, "See refunds"),
            "refunds.write": Permission(MANAGERS, "Send money back, and settle refunds under review"),
        },
        events={
            "refund.created": "Money shall go back to the payer.",
            "refund.succeeded": "The money has gone back.",
            "refund.failed": "The money did not go back, or came back.",
            "refund.needs_review": "The gateway sent back something else than was asked.",
            "refund.rejected": "The receiver does not take what went back for a refund of the payment.",
        },
        shown="gateway_refund_id refund_id takes_from",
    ),
    Resource(
        kind="payment_method",
        prefix="pym",
        noun="payment method",
        table="payment_methods",
        payer_column="payer_id",
        payers_see="true",
        permissions={
            "payment_methods.read": Permission(VIEWERS | PAYERS, "See saved payment methods, without their tokens"),
            "payment_methods.write": Permission(MANAGERS | PAYERS, "Save and detach payment methods"),
        },
        events={
            "mandate.created": "A payer lets a card or an account be charged later.",
            "mandate.revoked": "A saved payment method was detached, or its mandate was revoked.",
        },
        shown="is_default detached_at detached_because payment_method_id",
    ),
    Resource(
        kind="receipt",
        prefix="rct",
        noun="receipt",
        table="receipts",
        payer_column="payer_id",
        payers_see="true",
        permissions={"receipts.read": Permission(VIEWERS | PAYERS, "See the receipts of payments and refunds")},
        events={"receipt.issued": "Money has arrived, or has gone back, and both sides have a receipt for it."},
        shown="amount_taken_back method effective_on payment_id refund_id hash",
    ),
    Resource(
        kind="reversal",
        prefix="rev",
        noun="reversal",
        table="reversals",
        payer_column="payer_id",
        payers_see="true",
        permissions={"reversals.read": Permission(VIEWERS | PAYERS, "See what was taken back of payments")},
    ),
    Resource(
        kind="dispute",
        prefix="dsp",
        noun="dispute",
        table="disputes",
        permissions={
            "disputes.read": Permission(VIEWERS, "See what payers dispute, and what was answered"),
            "disputes.write": Permission(MANAGERS, "Answer disputes, or accept them"),
        },
        events={
            "dispute.opened": "A payer disputes a payment.",
            "dispute.updated": "A dispute has changed: its status, where its money is, or whether the gateway has an "
            "answer.",
            "dispute.due_soon": "A dispute that nobody has answered is to be answered within three days.",
            "dispute.won": "The payer's bank has decided for the receiver.",
            "dispute.lost": "The payer's bank has decided for the payer.",
        },
        shown="funds respond_by response_status payment_id",
    ),
    Resource(
        kind="gateway_account",
        prefix="gwa",
        noun="gateway account",
        table="gateway_accounts",
        permissions={
            "gateway_accounts.read": Permission(VIEWERS, "See gateway accounts, without their credentials"),
            "gateway_accounts.write": Permission(OWNERS, "Connect, change and archive gateway accounts"),
        },
        shown="gateway credentials_status reconciled_until gateway_account_id",
    ),
    Resource(kind="callback", prefix="cbk", noun="callback", table="callbacks", shown="attempts next_attempt_at"),
    Resource(
        kind="webhook_endpoint",
        prefix="whe",
        noun="webhook endpoint",
        table="webhook_endpoints",
        permissions={
            "webhook_endpoints.read": Permission(VIEWERS, "See webhook endpoints and their deliveries"),
            "webhook_endpoints.write": Permission(MANAGERS, "Subscribe, change, test and replay webhooks"),
        },
        events={"webhook_endpoint.disabled": "An endpoint gets no more deliveries."},
        shown="payload signature public_key header_names max_in_flight max_per_second event_types paused_until "
        "failing_since warned_at disabled_reason endpoint_id",
    ),
    Resource(kind="webhook_delivery", prefix="whd", noun="webhook delivery", table="webhook_deliveries"),
    Resource(
        kind="event",
        prefix="evt",
        noun="event",
        table="events",
        permissions={
            "events.read": Permission(VIEWERS, "See events"),
            "event_types.read": Permission(USERS, "See which types of events there are"),
        },
    ),
    Resource(
        kind="ledger_account",
        prefix="acc",
        noun="ledger account",
        table="ledger_accounts",
        permissions={"ledger.read": Permission(VIEWERS, "See the books")},
    ),
    Resource(kind="ledger_transaction", prefix="txn", noun="ledger transaction", table="ledger_transactions"),
    Resource(kind="ledger_entry", prefix="ent", noun="ledger entry"),
    Resource(
        kind="reconciliation_run",
        prefix="rec",
        noun="reconciliation run",
        table="reconciliation_runs",
        permissions={
            "reconciliation.read": Permission(VIEWERS, "See reconciliation runs, discrepancies and callbacks"),
            "reconciliation.write": Permission(MANAGERS, "Ask for a run, resolve discrepancies, try callbacks again"),
        },
        events={
            "reconciliation.completed": "A run has compared the gateway's books with ours.",
            "reconciliation.discrepancy_found": "A run found a difference.",
        },
        shown="since until payments_there payments_here refunds_there refunds_here reversals_there reversals_here "
        "discrepancies_found attempts run_id",
    ),
    Resource(
        kind="discrepancy",
        prefix="dis",
        noun="discrepancy",
        table="discrepancies",
        shown="subject amount_here amount_there status_here status_there age_seconds resolved_at",
    ),
    Resource(
        kind="audit_entry",
        prefix="aud",
        noun="audit entry",
        table="audit_log",
        permissions={"audit_log.read": Permission(MANAGERS, "See who did what to a receiver and its documents")},
    ),
    Resource(
        kind="user",
        prefix="usr",
        noun="user",
        table="users",
        permissions={
            "account.read": Permission(USERS, "See one's own account and sessions", needs_login=True),
            "account.write": Permission(USERS, "Change or close one's own account, end sessions", needs_login=True),
            "users.read": Permission(ADMINS, "See all users", needs_login=True),
            "users.write": Permission(ADMINS, "Change, deactivate and erase users", needs_login=True),
            "admins.read": Permission(ADMINS, "See who is an admin", needs_login=True),
            "admins.write": Permission(ADMINS, "Make and unmake admins", needs_login=True),
            "integrity.read": Permission(ADMINS, "Check all books", needs_login=True),
        },
        shown="email_verified_at deactivated_at user_id",
    ),
    Resource(kind="session", prefix="ses", noun="session", shown="ended_at ended_because session_id"),
    Resource(
        kind="api_key",
        prefix="key",
        noun="API key",
        table="api_keys",
        user_column="user_id",
        permissions={
            "api_keys.read": Permission(USERS, "See one's own API keys, without their secrets", needs_login=True),
            "api_keys.write": Permission(USERS, "Make, rotate and revoke one's own API keys", needs_login=True),
        },
        shown="scopes revoked_at last_used_at api_key_id",
    ),
)

BY_KIND = {resource.kind: resource for resource in RESOURCES}
BY_TABLE = {resource.table: resource for resource in RESOURCES if resource.table is not None}
