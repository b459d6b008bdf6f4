"""Reports: what many documents and bookings come to."""

import datetime
from typing import Annotated

from litestar import Controller, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, QueryParameter

from api import exports, pdf
from api.answers import After, CallerRequest, Limit, cursor, zoned
from api.middleware.accepting import CSV
from api.streams import LongAnswer
from models import ids
from models.documents import statements
from models.reports import ageing, journal, statement, summary
from models.reports.periods import Period
from models.shapes.reports import Ageing, Statement, Summary

PayerId = Annotated[str, QueryParameter(description="The payer whose account is stated.")]
ReceiverId = Annotated[str, QueryParameter(description="The receiver whose books are read.")]
AsOf = Annotated[
    datetime.date | None,
    QueryParameter(description="The day at whose end it was so; today where the receiver is, unless given."),
]
KnownAt = Annotated[
    datetime.datetime | None,
    QueryParameter(description="Only what had been written down at this instant, whenever it took effect."),
]
First = Annotated[
    datetime.date | None,
    QueryParameter(name="from", description="The first day; the first of the year of the last one, unless given."),
]
Last = Annotated[
    datetime.date | None, QueryParameter(description="The last day; today where the receiver is, unless given.")
]


class Reports(Controller):
    """What is owed, and what became of it, over all documents of a receiver or a payer."""

    path = "/v1/reports"
    tags = ["Books"]

    @get(
        "/ageing",
        operation_id="reportAgeing",
        summary="Report what is owed by its age",
        opt={"permission": "ledger.read"},
        responses={200: ResponseSpec(Ageing, generate_examples=False, description="The totals, and a page of payers")},
    )
    async def ageing(
        self,
        request: CallerRequest,
        receiver_id: FromQuery[ReceiverId],
        as_of: FromQuery[AsOf] = None,
        known_at: FromQuery[KnownAt] = None,
        limit: Limit = 20,
        after: After = None,
    ) -> Ageing | LongAnswer:
        """What payers owed on a day by how long it had been due, with their credit beside it. Each instalment counts by
        its own due date. With `Accept: text/csv` all payers are written as a table, with amounts in major units."""
        identifier, known_at = ids.decode("receiver", receiver_id), zoned(known_at, "known_at")
        if exports.wants_csv(request):
            lines = await ageing.table(request.user, identifier, as_of=as_of, known_at=known_at)
            return exports.as_csv(request, lines, name="ageing")
        return await ageing.report(
            request.user, identifier, as_of=as_of, known_at=known_at, limit=limit, after=cursor("payer", after)
        )

    @get(
        "/statement",
        operation_id="reportStatement",
        summary="State a payer's account",
        opt={"permission": "payers.read"},
        responses={200: ResponseSpec(Statement, generate_examples=False, description="Balances, and a page of lines")},
    )
    async def statement(
        self,
        request: CallerRequest,
        payer_id: FromQuery[PayerId],
        from_: FromQuery[First] = None,
        to: FromQuery[Last] = None,
        limit: Limit = 20,
        after: After = None,
    ) -> Statement | LongAnswer | Response[bytes]:
        """A payer's account over a period: what stood before, each invoice, payment, credit note, refund, reversal and
        write-off with what stood after it, and what stands at the end. Payers read their own. With `Accept: text/csv`
        the whole of it is written as a table, with amounts in major units; with `Accept: application/pdf` as a document
        of up to 500 lines."""
        identifier, period = ids.decode("payer", payer_id), Period(from_, to)
        if pdf.is_wanted(request):
            exports.check_is_whole(request, "document")
            subject_id = await statements.ask(request.user, identifier, period=period)
            return await pdf.awaited(request, "statement", subject_id, name="statement")
        if exports.wants_csv(request):
            lines = await statement.table(request.user, identifier, period=period)
            return exports.as_csv(request, lines, name="statement")
        return await statement.report(
            request.user, identifier, period=period, limit=limit, after=cursor("ledger_transaction", after)
        )

    @get(
        "/summary",
        operation_id="reportSummary",
        summary="Sum up a period",
        opt={"permission": "ledger.read"},
        responses={200: ResponseSpec(Summary, generate_examples=False, description="The totals")},
    )
    async def summary(
        self,
        request: CallerRequest,
        receiver_id: FromQuery[ReceiverId],
        from_: FromQuery[First] = None,
        to: FromQuery[Last] = None,
    ) -> Summary | LongAnswer:
        """What was invoiced, credited, collected, reversed, refunded and written off over a period, what was owed at
        its end and what payers had as credit, and how long they took to pay. With `Accept: text/csv` it is a table,
        with amounts in major units."""
        identifier, period = ids.decode("receiver", receiver_id), Period(from_, to)
        if exports.wants_csv(request):
            lines = await summary.table(request.user, identifier, period=period)
            return exports.as_csv(request, lines, name="summary")
        return await summary.report(request.user, identifier, period=period)

    @get(
        "/journal",
        operation_id="exportJournal",
        summary="Export the journal",
        opt={"permission": "ledger.read"},
        responses={200: ResponseSpec(str, generate_examples=False, description="A table of entries", media_type=CSV)},
    )
    async def journal(
        self,
        request: CallerRequest,
        receiver_id: FromQuery[ReceiverId],
        from_: FromQuery[First] = None,
        to: FromQuery[Last] = None,
    ) -> LongAnswer:
        """The ledger over a period as a table for accounting programs: each entry in a line, with its date, account,
        party, document, debit or credit in major units, and memo. The debits of a transaction come to its credits."""
        identifier, period = ids.decode("receiver", receiver_id), Period(from_, to)
        lines = await journal.table(request.user, identifier, period=period)
        return exports.as_csv(request, lines, name="journal")
