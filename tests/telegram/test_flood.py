"""How fast one chat may write."""

from bot.telegram.flood import FloodControl, Pace


def test_hurried_person_is_answered_a_machine_is_warned_once() -> None:
    flood = FloodControl(clock=lambda: 100.0)

    paces = [flood.check(1) for _ in range(25)]

    assert paces == [Pace.FINE] * 20 + [Pace.WARN] + [Pace.IGNORE] * 4
    assert flood.check(2) is Pace.FINE


def test_slower_pace_is_answered_again() -> None:
    times = [100.0]
    flood = FloodControl(clock=lambda: times[0])
    for _ in range(22):
        flood.check(1)

    times[0] += 3

    assert [flood.check(1) for _ in range(4)] == [Pace.FINE] * 3 + [Pace.IGNORE]


def test_warned_again_only_after_a_rest() -> None:
    times = [100.0]
    flood = FloodControl(clock=lambda: times[0])
    for _ in range(21):
        flood.check(1)

    times[0] += 60

    assert [flood.check(1) for _ in range(21)] == [Pace.FINE] * 20 + [Pace.WARN]
