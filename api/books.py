"""The ledger, and the check of all books."""

from litestar import Controller, get
from litestar.params import FromPath, FromQuery

from api.answers import After, CallerRequest, CurrencyFilter, Id, Limit, cursor, page, reference
from models import ids, lists
from models.proof import integrity
from models.proof.integrity import Report
from models.reports import books
from models.shapes import reports as shapes
from models.shapes.common import List
from models.shapes.reports import LedgerAccount, LedgerTransaction
from models.tables.ledger import AccountKind


class Books(Controller):
    """A receiver's double-entry books."""

    path = "/v1/ledger"
    tags = ["Books"]

    @get(
        "/accounts",
        operation_id="listLedgerAccounts",
        summary="List ledger accounts",
        opt={"permission": "ledger.read"},
    )
    async def accounts(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        currency: FromQuery[CurrencyFilter] = None,
        kind: FromQuery[AccountKind | None] = None,
    ) -> List[LedgerAccount]:
        """Accounts with their balances: debits are positive, credits negative."""
        filters = lists.Filters(
            equal={"receiver_id": reference("receiver", receiver_id), "currency": currency, "kind": kind}
        )
        found = await books.list_accounts(
            request.user, filters=filters, limit=limit, after=cursor("ledger_account", after)
        )
        return page(found, shapes.ledger_account, "ledger_account")

    @get(
        "/accounts/{account_id:str}",
        operation_id="getLedgerAccount",
        summary="Read a ledger account",
        opt={"permission": "ledger.read"},
    )
    async def account(self, request: CallerRequest, account_id: FromPath[str]) -> LedgerAccount:
        """One account with its balance."""
        return shapes.ledger_account(await books.get_account(request.user, ids.decode("ledger_account", account_id)))

    @get(
        "/transactions",
        operation_id="listLedgerTransactions",
        summary="List ledger transactions",
        opt={"permission": "ledger.read"},
    )
    async def transactions(
        self,
        request: CallerRequest,
        limit: Limit = 20,
        after: After = None,
        receiver_id: FromQuery[Id] = None,
        account_id: FromQuery[Id] = None,
        payer_id: FromQuery[Id] = None,
        invoice_id: FromQuery[Id] = None,
    ) -> List[LedgerTransaction]:
        """Transactions with their entries, newest first."""
        found = await books.list_transactions(
            request.user,
            filters=lists.Filters(equal={"receiver_id": reference("receiver", receiver_id)}),
            touching={
                "account_id": reference("ledger_account", account_id, parameter="account_id"),
                "payer_id": reference("payer", payer_id),
                "invoice_id": reference("invoice", invoice_id),
            },
            limit=limit,
            after=cursor("ledger_transaction", after),
        )
        return page(found, shapes.ledger_transaction, "ledger_transaction")

    @get(
        "/transactions/{transaction_id:str}",
        operation_id="getLedgerTransaction",
        summary="Read a transaction",
        opt={"permission": "ledger.read"},
    )
    async def transaction(self, request: CallerRequest, transaction_id: FromPath[str]) -> LedgerTransaction:
        """One transaction with its entries."""
        row = await books.get_transaction(request.user, ids.decode("ledger_transaction", transaction_id))
        return shapes.ledger_transaction(row)


class Integrity(Controller):
    """What must always be true."""

    path = "/v1/integrity"
    tags = ["Books"]

    @get("", operation_id="checkIntegrity", summary="Check the books", opt={"permission": "integrity.read"})
    async def check(self, request: CallerRequest, receiver_id: FromQuery[Id] = None) -> Report:
        """Checks every invariant over all books, in one snapshot. For admins: it reads everything. With a `receiver_id`
        it checks those that hold of each receiver by itself, and reads that receiver's rows.
        """
        return await integrity.check_for(request.user, reference("receiver", receiver_id))
