"""A fact in a form: its values as people write them, and back into the plain values of the file.

A form comes from a fact or from what was sent; both are an ``Entered``, which holds texts only,
whatever was typed. ``plain_fact`` makes the values of the file of it, or says what to mend, field
by field.
"""

from bot.desk.fact_forms._contacts import DAYS, ContactFields, HoursFields, PhoneFields
from bot.desk.fact_forms._entry import (
    Entered,
    blank,
    edited,
    entered_before,
    entered_in,
    plain_fact,
    present_period,
)
from bot.desk.fact_forms._faults import Faults
from bot.desk.fact_forms._tables import RowFields
from bot.desk.fact_forms._values import plain, written

__all__ = [
    "DAYS",
    "ContactFields",
    "Entered",
    "Faults",
    "HoursFields",
    "PhoneFields",
    "RowFields",
    "blank",
    "edited",
    "entered_before",
    "entered_in",
    "plain",
    "plain_fact",
    "present_period",
    "written",
]
