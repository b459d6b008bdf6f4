"""What a code is made from: who asks whom for how much, and where it is paid to."""

import msgspec

from models.money import currencies


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A receiver or payer as it was printed."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An amount of minor units that can be paid now, and the ISO 11649 reference by which it is matched."""

    currency: str
    amount: int
    reference: str
    receiver: Party
    payer: Party
    iban: str | None
    upi_id: str | None

    @property
    def major(self) -> str:
        """The amount in major units, with all its decimals: "1999.90"."""
        return currencies.major(self.amount, self.currency)
