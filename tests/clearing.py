"""The gateway's journal against our books: for each of its payments, what it moved is what gateway_clearing holds.

The journal is the truth of the world outside, whatever was announced of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import aiohttp

# What each kind of the journal's rows does to the merchant's money; a `void` gives up what never came.
SIGNS = {
    "capture": 1,
    "void": 0,
    "refund": -1,
    "refund_return": 1,
    "return": -1,
    "dispute_withdrawal": -1,
    "dispute_reinstatement": 1,
}
# What the books of the receivers $1 hold of each payment of a gateway. Money that nobody asked for has no row that
# names its payment: it stands under an empty id.
BOOKED = """
SELECT coalesce(payments.review ->> 'id', payments.gateway_payment_id, '') AS payment, entry.currency,
    sum(entry.amount)::bigint AS amount
FROM ledger_entries AS entry
JOIN ledger_accounts AS account ON account.id = entry.account_id AND account.kind = 'gateway_clearing'
JOIN ledger_transactions AS booked ON booked.id = entry.transaction_id
LEFT JOIN refunds ON refunds.id = booked.source_id
LEFT JOIN reversals ON reversals.id = booked.source_id
LEFT JOIN payments ON payments.id = coalesce(refunds.payment_id, reversals.payment_id, booked.source_id)
WHERE entry.receiver_id = ANY($1::uuid[]) GROUP BY 1, 2
"""

Amounts = Mapping[tuple[str, str], int]


async def journal(http: aiohttp.ClientSession, url: str, api_key: str) -> Amounts:
    """What the merchant has of each payment, by its id there and its currency, as the gateway's journal says."""
    amounts: Counter[tuple[str, str]] = Counter()
    after: str | None = None
    while True:
        query = {"after": after} if after else {}
        headers = {"Authorization": f"Bearer {api_key}"}
        async with http.get(f"{url}/v1/journal", params=query, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            page = await answer.json()
        for row in page["data"]:
            amounts[row["payment"], row["currency"]] += SIGNS[row["kind"]] * row["amount"]
        after = page["next_cursor"]
        if not page["has_more"]:
            return amounts


def booked(rows: Iterable[Mapping[str, object]]) -> Amounts:
    """The rows of `BOOKED`, in the same form."""
    return {(str(row["payment"]), str(row["currency"])): int(str(row["amount"])) for row in rows}


def differences(there: Amounts, here: Amounts) -> list[str]:
    """A sentence for each payment of which the gateway has moved something else than we have booked."""
    return [
        f"{payment or 'no payment of ours'}: the gateway has {there.get((payment, currency), 0)} {currency}, "
        f"our books {here.get((payment, currency), 0)}"
        for payment, currency in sorted(there.keys() | here.keys())
        if there.get((payment, currency), 0) != here.get((payment, currency), 0)
    ]
