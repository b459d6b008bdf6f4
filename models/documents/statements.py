"""What stands on a statement of account: a payer's account over a period, as it stands while it is asked for."""

import uuid

from models.access import Caller
from models.billing import addressees
from models.documents import parties, storage, view
from models.documents.view import Column, Section, Total, View
from models.errors import StatementTooLong
from models.languages import formats, words
from models.languages.words import Language
from models.reports import statement
from models.reports.periods import Period
from models.shapes.common import to_json
from models.shapes.parties import PartySnapshot, snapshot
from models.shapes.reports import Statement, StatementLine
from models.tables.parties import Payer, Receiver

# Some 25 pages, which take a worker a second.
LINES_MAX = 500


async def ask(caller: Caller, payer_id: uuid.UUID | None, *, period: Period) -> uuid.UUID:
    """Asks the workers for a statement as the account stands now; returns its subject. Raises NotFound, Forbidden,
    TimeZoneUnknown, Invalid, StatementTooLong, DocumentLate."""
    stated = await statement.report(caller, payer_id, period=period, limit=LINES_MAX, after=None)
    if stated.has_more:
        raise StatementTooLong(LINES_MAX)
    payer = await Payer.objects().where(Payer.id == payer_id).first()
    assert payer is not None, "it was stated"
    receiver = await Receiver.objects().where(Receiver.id == payer.receiver_id).first()
    assert receiver is not None, "who has payers is archived, never deleted"
    made = composed(stated, snapshot(receiver), snapshot(payer), addressees.language_of(payer, receiver))
    return await storage.ask_for_statement(payer.id, to_json(made))


def composed(stated: Statement, receiver: PartySnapshot, payer: PartySnapshot, language: Language) -> View:
    """A statement of account."""
    _ = words.translations(language).gettext
    first, last = formats.date(stated.from_, language), formats.date(stated.to, language)
    name = _("Statement of account")
    return View(
        language=language,
        paper=view.paper(receiver.country),
        name=name,
        heading=name,
        description=_("{document} to {name}").format(document=name, name=payer.name),
        date=stated.to,
        seller=parties.seller(receiver, language),
        buyer=parties.buyer(payer, _("Account of"), language),
        facts=[(_("From"), first), (_("To"), last)],
        table=view.table(
            [
                Column(_("Date")),
                Column(_("Entry"), wide=True),
                Column(_("Debit"), right=True),
                Column(_("Credit"), right=True),
                Column(_("Balance"), right=True),
            ],
            [_row(line, language) for line in stated.data],
        ),
        totals=[
            total
            for balance in stated.balances
            for total in (
                _total(_("Opening balance"), balance.opening_balance, balance.currency, language),
                _total(_("Debits"), balance.debit, balance.currency, language),
                _total(_("Credits"), -balance.credit, balance.currency, language),
                _total(_("Closing balance"), balance.closing_balance, balance.currency, language, strong=True),
            )
        ],
        sections=[
            Section(
                _("How to read it"),
                paragraphs=[
                    _("A balance above zero is owed by the payer; one below zero is the payer's credit."),
                ],
            )
        ],
    )


def _total(label: str, amount: int, currency: str, language: Language, *, strong: bool = False) -> Total:
    return Total(label, formats.money(amount, currency, language), strong)


def _row(line: StatementLine, language: Language) -> list[view.Cell]:
    what = " ".join(part for part in (_kind(line.kind, language), line.number) if part)
    return [
        formats.date(line.date, language),
        [what, line.reference] if line.reference else what,
        formats.money(line.debit, line.currency, language) if line.debit else "",
        formats.money(line.credit, line.currency, language) if line.credit else "",
        formats.money(line.balance, line.currency, language),
    ]


def _kind(kind: str, language: Language) -> str:
    """What a kind of booking is called where people read it."""
    _ = words.translations(language).gettext
    named = {
        "invoice.finalized": _("Invoice"),
        "invoice.voided": _("Invoice declared void"),
        "credit_note.issued": _("Credit note"),
        "write_off.made": _("Not asked for any more"),
        "write_off.undone": _("Asked for again"),
        "payment.succeeded": _("Payment, receipt"),
        "payment.reversed": _("Payment taken back"),
        "payment.reinstated": _("Payment reinstated"),
        "refund.succeeded": _("Refund, receipt"),
        "refund.accepted": _("Refund"),
        "refund.returned": _("Refund returned"),
        "refund.resent": _("Refund sent again"),
    }
    return named.get(kind, _("Other entry"))
