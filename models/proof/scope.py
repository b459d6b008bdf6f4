"""An invariant asked of one receiver: the same query, in which each table's name stands for that receiver's rows of it.

A name that WITH gives hides the table of that name, and `NOT MATERIALIZED` lets the planner find rows by their indexes
as if the condition stood in the query itself (PostgreSQL, 7.8). What such a name stands for has no primary key, so
queries group by every column that they select.
"""

import re
from functools import cache

from models.piccolo_app import APP_CONFIG

# One receiver's row must not name another's, which can be seen only where all of them are.
_ALL = ("gateway_accounts", "payers")
# Tables that name no receiver: by which column, and of which table, their rows are one's.
_THROUGH = {
    "invoice_texts": ("invoice_id", "invoices"),
    "callback_messages": ("gateway_account_id", "gateway_accounts"),
    "ledger_balances": ("account_id", "ledger_accounts"),
    "overdue_notices": ("invoice_id", "invoices"),
    "payer_balances": ("payer_id", "payers"),
    "schedule_runs": ("schedule_id", "schedules"),
}


@cache
def of_receiver(query: str) -> str:
    """The query of an invariant, of the receiver whose id is its only parameter."""
    scoped = ", ".join(
        f"{table} AS NOT MATERIALIZED (SELECT * FROM {table} WHERE {condition})"
        for table, condition in _conditions().items()
        if re.search(rf"\b{table}\b", query)
    )
    return f"WITH {scoped} SELECT * FROM ({query}) AS of_receiver"


@cache
def _conditions() -> dict[str, str]:
    named = [
        table._meta.tablename
        for table in APP_CONFIG.table_classes
        if any(column._meta.name == "receiver_id" for column in table._meta.columns)
        and table._meta.tablename not in _ALL
    ]
    return dict.fromkeys(named, "receiver_id = $1") | {
        table: f"{column} IN (SELECT id FROM {parent} WHERE receiver_id = $1)"
        for table, (column, parent) in _THROUGH.items()
    }
