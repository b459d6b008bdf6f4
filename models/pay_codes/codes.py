"""Which codes an invoice has, for a payer to scan or open: each holds the account, the amount and the reference."""

from typing import Literal

import msgspec

from models.pay_codes import drawing, epc, swiss, upi
from models.pay_codes.model import Asked

Kind = Literal["epc", "swiss_qr_bill", "upi"]
_LABELS: dict[Kind, str] = {"epc": "SEPA transfer", "swiss_qr_bill": "Swiss QR-bill", "upi": "UPI"}


class PayCode(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code by which a payer's banking app fills in account, amount and reference. `payload` is what it holds, and
    `url` opens the same in an app, where there is such a link."""

    kind: Kind
    label: str
    payload: str
    url: str | None

    def svg(self) -> str:
        """The code as a picture: one SVG element, to stand in a page or a document."""
        return drawing.draw(self.payload, is_swiss=self.kind == "swiss_qr_bill")


def of(asked: Asked) -> list[PayCode]:
    """The codes for what is asked for; none where nothing is, or no account fits its currency."""
    if asked.amount <= 0:
        return []
    link = upi.link(asked)
    payloads: dict[Kind, str | None] = {"epc": epc.payload(asked), "swiss_qr_bill": swiss.payload(asked), "upi": link}
    return [
        PayCode(kind=kind, label=_LABELS[kind], payload=payload, url=link if kind == "upi" else None)
        for kind, payload in payloads.items()
        if payload is not None
    ]
