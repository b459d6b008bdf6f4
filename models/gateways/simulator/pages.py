"""The gateway's few pages for people: plain HTML that needs no script and loads nothing."""

import base64
import hashlib
from html import escape
from urllib.parse import urlsplit

from models.gateways.simulator.behaviours import BEHAVIOURS
from models.gateways.simulator.payments import PaymentRow
from models.money.currencies import format_amount

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
button { font: inherit; padding: .5rem 1.5rem; margin-right: 1rem; }
form { display: inline; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def security_headers(*, return_url: str = "") -> dict[str, str]:
    """What every page is sent with. Browsers hold redirects of forms to `form-action`, hence `return_url`."""
    parts = urlsplit(return_url)
    target = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{target};"
        " base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


def overview(latest: list[PaymentRow]) -> str:
    """What each token does, and the newest payments."""
    tokens = "".join(
        f"<tr><td><code>{escape(token)}</code></td><td>{escape(behaviour.explanation)}</td></tr>"
        for token, behaviour in BEHAVIOURS.items()
    )
    payments = "".join(
        f"<tr><td>{payment.created_at:%Y-%m-%d %H:%M:%S}</td><td><code>{escape(payment.reference)}</code></td>"
        f"<td>{escape(format_amount(payment.amount, payment.currency))}</td>"
        f"<td><code>{escape(payment.token)}</code></td><td>{escape(payment.status)}</td></tr>"
        for payment in latest
    )
    return _page(
        "Simulator gateway",
        "<p>A pretend payment gateway. No money moves. The payment token says what happens:</p>"
        f"<table><tr><th>Token</th><th>What it does</th></tr>{tokens}</table>"
        "<h2>Latest payments</h2>"
        "<table><tr><th>Made (UTC)</th><th>Reference</th><th>Amount</th><th>Token</th><th>Status</th></tr>"
        f"{payments}</table>",
    )


def challenge(payment: PaymentRow) -> str:
    """Asks the payer to approve or decline, or says that there is nothing left to decide."""
    amount = escape(format_amount(payment.amount, payment.currency))
    if payment.status != "requires_action":
        return _page("Nothing left to decide", f"<p>This payment of {amount} is {escape(payment.status)}.</p>")
    forms = "".join(
        f'<form method="post" action="/challenge/{escape(payment.id)}/{action}"><button>{label}</button></form>'
        for action, label in (("approve", "Approve"), ("decline", "Decline"))
    )
    return _page("Approve this payment?", f"<p>{amount}</p><p>{escape(payment.description)}</p><p>{forms}</p>")


def _page(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1>{content}</body></html>"
    )
