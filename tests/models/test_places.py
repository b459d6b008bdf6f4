"""Places for so many at once: in their order, for so long at most, and none is lost by who goes."""

import asyncio

import pytest

from models.places import Places

PATIENCE_SECONDS = 60.0


async def come(places: Places, count: int) -> list[asyncio.Task[None]]:
    """So many who want a place, in this order."""
    came = [asyncio.create_task(places.take(seconds_max=PATIENCE_SECONDS)) for _ in range(count)]
    await asyncio.sleep(0)
    return came


async def test_so_many_are_in_at_once_and_the_first_who_waits_comes_first() -> None:
    places = Places(2)
    came = await come(places, 5)
    assert [each.done() for each in came] == [True, True, False, False, False]
    for place in (2, 3, 4):
        assert places.are_taken
        places.give_back()
        await asyncio.wait_for(came[place], PATIENCE_SECONDS)
        assert [each.done() for each in came] == [True] * (place + 1) + [False] * (4 - place)
    places.give_back()
    places.give_back()
    assert not places.are_taken


async def test_a_place_that_is_free_for_a_moment_goes_to_who_waits_and_not_to_who_comes_then() -> None:
    places = Places(1)
    [_, waiting] = await come(places, 2)
    places.give_back()
    # Before the loop has come to whoever waits.
    assert places.are_taken
    [late] = await come(places, 1)
    assert (waiting.done(), late.done()) == (True, False)
    places.give_back()
    await asyncio.wait_for(late, PATIENCE_SECONDS)


async def test_who_waits_too_long_is_told_and_is_given_no_place_later() -> None:
    places = Places(1)
    await places.take(seconds_max=PATIENCE_SECONDS)
    with pytest.raises(TimeoutError):
        await places.take(seconds_max=0.01)
    places.give_back()
    assert not places.are_taken


@pytest.mark.parametrize("is_given_one", [False, True], ids=["waiting", "given one"])
async def test_the_place_of_who_goes_is_the_next_ones(is_given_one: bool) -> None:
    places = Places(1)
    [_, gone, following] = await come(places, 3)
    if is_given_one:
        places.give_back()
    gone.cancel()
    if not is_given_one:
        await asyncio.sleep(0)
        places.give_back()
    await asyncio.wait_for(following, PATIENCE_SECONDS)
    assert gone.cancelled()
    places.give_back()
    assert not places.are_taken


async def test_many_who_come_wait_give_up_and_are_cancelled_lose_no_place() -> None:
    places, inside, most = Places(3), 0, 0

    async def visit(number: int) -> None:
        nonlocal inside, most
        await places.take(seconds_max=0.001 if number % 3 == 0 else PATIENCE_SECONDS)
        inside += 1
        most = max(most, inside)
        try:
            await asyncio.sleep(0.0005 * (number % 4))
        finally:
            inside -= 1
            places.give_back()

    visits = [asyncio.create_task(visit(number)) for number in range(300)]
    for number, each in enumerate(visits):
        if number % 5 == 0:
            each.cancel()
        if number % 7 == 0:
            await asyncio.sleep(0.0005)
    await asyncio.wait_for(asyncio.gather(*visits, return_exceptions=True), PATIENCE_SECONDS)
    assert (inside, most, places.are_taken) == (0, 3, False)
    assert len([each for each in await come(places, 4) if each.done()]) == 3
