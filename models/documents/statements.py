"""What stands on a statement of account: a payer's account over a period, as it stands while it is asked for."""

import uuid
from collections.abc import Set as AbstractSet
from typing import cast

from models.access import Caller
from models.billing import addressees
from models.documents import debit_notes, parties, storage, view
from models.documents.view import Column, Section, Total, View
from models.errors import StatementTooLong
from models.languages import formats, words
from models.languages.words import Language
from models.reports import statement
from models.reports.periods import Period
from models.shapes.common import to_json
from models.shapes.parties import PartySnapshot, snapshot
from models.shapes.reports import Statement, StatementLine
from models.tables.ledger import TransactionKind

# Some 25 pages, which take a worker a second.
LINES_MAX = 500


async def ask(caller: Caller, payer_id: uuid.UUID | None, *, period: Period) -> uuid.UUID:
    """Asks the workers for a statement as the account stands now; returns its subject. Raises NotFound, Forbidden,
    TimeZoneUnknown, Invalid, StatementTooLong, DocumentLate."""
    stated = await statement.report(caller, payer_id, period=period, limit=LINES_MAX, after=None)
    if stated.has_more:
        raise StatementTooLong(LINES_MAX)
    assert payer_id is not None, "it was stated"
    receiver, payer = await addressees.of_payer(payer_id)
    language = addressees.language_of(payer, receiver)
    notes = await debit_notes.among(line.source_id for line in stated.data)
    made = composed(stated, snapshot(receiver), snapshot(payer), language, debit_notes=notes, logo=receiver.logo)
    return await storage.ask_for_statement(to_json(made), payer_id=payer.id, receiver_id=receiver.id)


def composed(
    stated: Statement,
    receiver: PartySnapshot,
    payer: PartySnapshot,
    language: Language,
    *,
    debit_notes: AbstractSet[str] = frozenset(),
    logo: str | None = None,
) -> View:
    """A statement of account. Of invoices, the ids of `debit_notes` are called that; `logo` is what the receiver's row
    says of it."""
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
            [_row(line, language, is_note=line.source_id in debit_notes) for line in stated.data],
        ),
        totals=[
            total
            for balance in stated.balances
            for total in (
                _total(_("Opening balance"), balance.opening_balance, balance.currency, language),
                _total(_("Debits"), balance.debit, balance.currency, language),
                _total(_("Credits"), balance.credit, balance.currency, language),
                _total(_("Closing balance"), balance.closing_balance, balance.currency, language, strong=True),
            )
        ],
        logo=logo,
        sections=[
            Section(
                _("How to read it"),
                paragraphs=[
                    _("A positive balance is to be paid by the payer; a negative one is the payer's credit."),
                ],
            )
        ],
    )


def _total(label: str, amount: int, currency: str, language: Language, *, strong: bool = False) -> Total:
    return Total(label, formats.money(amount, currency, language), strong)


def _row(line: StatementLine, language: Language, *, is_note: bool) -> list[view.Cell]:
    _ = words.translations(language).gettext
    # It is the ledger's own.
    named = names(language, is_note=is_note, has_number=line.number is not None)
    kind = named.get(cast("TransactionKind", line.kind), _("Other entry"))
    what = " ".join(part for part in (kind, line.number) if part)
    return [
        formats.date(line.date, language),
        [what, line.reference] if line.reference else what,
        formats.money(line.debit, line.currency, language) if line.debit else "",
        formats.money(line.credit, line.currency, language) if line.credit else "",
        formats.money(line.balance, line.currency, language),
    ]


def names(language: Language, *, is_note: bool = False, has_number: bool = True) -> dict[TransactionKind, str]:
    """What each kind of booking that changes an account is called where people read it, and of a debit note. Without a
    number there is no receipt yet, which a job issues later."""
    _ = words.translations(language).gettext
    return {
        "invoice.finalized": _("Debit note") if is_note else _("Invoice"),
        "invoice.voided": _("Debit note declared void") if is_note else _("Invoice declared void"),
        "credit_note.issued": _("Credit note"),
        "write_off.made": _("Written off"),
        "write_off.undone": _("Write-off undone"),
        "payment.succeeded": _("Payment, receipt") if has_number else _("Payment"),
        "payment.reversed": _("Payment taken back"),
        "payment.reinstated": _("Payment reinstated"),
        "payment.excess_covered": _("Set off against money paid out in excess"),
        "refund.succeeded": _("Refund, receipt") if has_number else _("Refund"),
        "refund.accepted": _("Refund"),
        "refund.returned": _("Refund returned"),
        "refund.resent": _("Refund sent again"),
    }
