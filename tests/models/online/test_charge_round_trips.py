"""What recording the outcome of a charge sends: more must be a decision, not an accident."""

from tests.models.shops import Shop
from tests.round_trips import RoundTrips


async def test_recording_a_charge_takes_fifteen_round_trips(shop: Shop, round_trips: RoundTrips) -> None:
    # The second finds types and plans that the first has left.
    await shop.pay_and_send()
    await shop.pay()
    sent = await round_trips.of(shop.send)
    # What looks for further work does so meanwhile, on another connection.
    recording = [statement for statement in sent if "UPDATE attempts AS work" not in statement]
    began, ended = recording.index("BEGIN"), recording.index("COMMIT")
    # Locks, what it is compared with, what is written, and the end of the attempt.
    assert ended - began + 1 <= 15, "\n".join(sent)
    assert len(recording) <= 19, "\n".join(sent)
