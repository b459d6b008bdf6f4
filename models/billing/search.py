"""Invoices by any part of their number, reference, memo or payer's printed name.

Triggers keep these texts in the table `invoice_texts`, whose index knows all that is three characters long, and all six
digits in a row. They are compared by functions of the database, since the index is made of what those return. A text
with six digits in a row, as numbers of large receivers have, is looked up by them: each three of its characters stand
in thousands of other numbers.

Raw SQL: the conditions of lists, the ids of what few invoices hold, and the upkeep of the index.
"""

import contextlib
import re
import uuid

import asyncpg
import msgspec
from piccolo.columns.combination import WhereRaw

from models import database, lists
from models.errors import Invalid
from models.money import references

# Three characters at least, or two of a script that says more with each: of fewer the index knows nothing.
ENOUGH = re.compile(r"[^\W_]{3}|[^\W_\x00-\x7f]{2}")
SIX_DIGITS = re.compile("[0-9]{6}")
# A month or a day as numbers have it: 202611, 20261130. All invoices of that month have these six digits.
DATES = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?(?![0-9])")
# Where no more than so many invoices hold a text, those that the caller sees are looked up among them, one by one.
FOUND_MAX = 1000


def holding(filters: lists.Filters, text: str | None) -> lists.Filters:
    """The same filters, for invoices that hold a text, in any case. None is no condition.

    Raises Invalid for a text of which nearly every invoice could hold one.
    """
    if text is None:
        return filters
    text = wanted(text)
    holds = f"{function_for(text)}(found.texts, {{}})"
    condition = f"EXISTS (SELECT FROM invoice_texts AS found WHERE invoice_id = invoices.id AND {holds})"
    return msgspec.structs.replace(filters, conditions=[*filters.conditions, (condition, text)])


async def among(text: str, *, after: uuid.UUID | None) -> WhereRaw | None:
    """The ids of all invoices that hold a text, whosever they are, the newest first and older than `after`, for
    `lists.page_as`. None where there are more than FOUND_MAX.

    PostgreSQL takes what holds a text for spread evenly over all invoices. Looking for a page of the newest ones it
    would walk through all of them for a text that only old ones hold. Raises Invalid as `holding` does.
    """
    text = wanted(text)
    rows = await database.fetch(
        f"SELECT invoice_id FROM invoice_texts WHERE {function_for(text)}(texts, $1) AND invoice_id < $2 "
        "ORDER BY invoice_id DESC LIMIT $3",
        text,
        after or uuid.UUID(int=2**128 - 1),
        FOUND_MAX + 1,
    )
    if len(rows) > FOUND_MAX:
        return None
    return WhereRaw("SELECT id FROM unnest({}::uuid[]) AS id ORDER BY id DESC", [row["invoice_id"] for row in rows])


async def sort_in() -> None:
    """Sorts into the index what has come since the last time.

    Else PostgreSQL lets whoever fills the list of what waits do it, and others wait for them. Only the index's owner
    may ask for it: for another role nothing is done here, and PostgreSQL does it as ever.
    """
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await database.execute("SELECT gin_clean_pending_list('invoice_texts_by_letters_and_digits')")


def wanted(text: str) -> str:
    """What is looked for: without blanks around it, and of a payment reference, which documents print in groups of
    four, without those between the groups."""
    return references.ungrouped(text) or text.strip()


def function_for(text: str) -> str:
    """The database's function that says whether an invoice's texts hold this one.

    Raises Invalid for a text of which nearly every invoice could hold one.
    """
    if not ENOUGH.search(text):
        raise Invalid(
            "The parameter q has too little to look for: give three letters or digits in a row at least, "
            "or two where they are no Latin ones.",
            parameter="q",
        )
    return "holds_digits" if SIX_DIGITS.search(DATES.sub("", text)) else "holds"
