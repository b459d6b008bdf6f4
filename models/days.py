"""Which day it is where somebody is."""

import datetime

from models import clock
from models.errors import TimeZoneUnknown
from models.money import terms


def today(time_zone: str) -> datetime.date:
    """The date of now in a receiver's zone. Raises TimeZoneUnknown."""
    try:
        return terms.local_date(clock.now(), time_zone)
    except ValueError as error:
        raise TimeZoneUnknown(time_zone) from error
