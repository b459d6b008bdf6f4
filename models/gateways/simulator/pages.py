"""The gateway's few pages for people: plain HTML that needs no script and loads nothing."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from models.gateways.simulator.behaviours import BEHAVIOURS
from models.gateways.simulator.card_form import CARDS
from models.gateways.simulator.payments import PaymentRow
from models.money.currencies import format_amount

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
button { font: inherit; padding: .5rem 1.5rem; margin-right: 1rem; }
form { display: inline; }
form.card { display: block; max-width: 24rem; }
label { display: block; font-weight: 600; }
input { font: inherit; padding: .5rem; width: 100%; box-sizing: border-box; }
input[aria-invalid] { border: 2px solid #b3261e; }
.wrong { color: #b3261e; display: block; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
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


def challenge(payment: PaymentRow, errors: Mapping[str, str] | None = None) -> str:
    """Asks the payer for a card, or to approve or decline without one; or says that there is nothing left to decide."""
    if payment.status != "requires_action":
        amount = escape(format_amount(payment.amount, payment.currency))
        return _page("Nothing left to decide", f"<p>This payment of {amount} is {escape(payment.status)}.</p>")
    wrong = errors or {}
    fields = "".join(_field(name, label, about, wrong.get(name)) for name, label, about in FIELDS)
    cards = "".join(
        f"<tr><td><code>{number}</code></td><td>{escape(_outcome(token))}</td></tr>" for number, token in CARDS.items()
    )
    return _page(
        "Approve this payment?",
        f"{_asked(payment)}<h2>Pay by card</h2>"
        f'<form class="card" method="post" action="/challenge/{escape(payment.id)}/card" autocomplete="off">{fields}'
        "<button>Pay</button></form>"
        "<p>No money moves, and no real card is taken. Any month to come and any CVC will do, with these numbers:</p>"
        f"<table><tr><th>Number</th><th>What happens</th></tr>{cards}</table>"
        f"<h2>Or without a card</h2><p>{_decisions(payment)}</p>",
    )


def secure(payment: PaymentRow) -> str:
    """3-D Secure: the bank of the card asks whether it is the cardholder who pays."""
    return _page("Your bank asks whether it is you", f"{_asked(payment)}<p>{_decisions(payment)}</p>")


# The card form: name, label, and what else the field has.
FIELDS = (
    ("number", "Card number", 'inputmode="numeric" maxlength="30"'),
    ("expiry", "Valid until (month/year)", 'inputmode="numeric" maxlength="9" placeholder="12/30"'),
    ("cvc", "CVC", 'inputmode="numeric" maxlength="4"'),
)


def _field(name: str, label: str, about: str, wrong: str | None) -> str:
    told = f'<span class="wrong" id="{name}-wrong">{escape(wrong)}</span>' if wrong else ""
    marks = f' aria-invalid="true" aria-describedby="{name}-wrong"' if wrong else ""
    return f'<p><label for="{name}">{label}</label><input id="{name}" name="{name}" required {about}{marks}>{told}</p>'


def _outcome(token: str) -> str:
    behaviour = BEHAVIOURS[token]
    if behaviour.status == "requires_action":
        return "3-D Secure: the bank asks whether it is you."
    return behaviour.explanation


def _asked(payment: PaymentRow) -> str:
    amount = escape(format_amount(payment.amount, payment.currency))
    return f"<p>{amount}</p><p>{escape(payment.description)}</p>"


def _decisions(payment: PaymentRow) -> str:
    return "".join(
        f'<form method="post" action="/challenge/{escape(payment.id)}/{action}"><button>{label}</button></form>'
        for action, label in (("approve", "Approve"), ("decline", "Decline"))
    )


def _page(title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{content}</main></body></html>"
    )
