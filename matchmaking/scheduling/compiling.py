"""Dice and sets of slots, for the parts of the search that are compiled to machine code.

What is compiled knows arrays of numbers, and functions simple enough for Numba.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Dice = npt.NDArray[np.uint64]
# A set of slots is the bits of one number, and one bit is the number's sign.
MOST_SLOTS = 62
ODD_BITS, ODD_PAIRS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
ODD_FOURS, EACH_BYTE = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
Function = TypeVar("Function", bound=Callable[..., Any])


# Nothing here makes an array, so nobody has to count who still holds one (``_nrt``): counting at
# every call takes longer than the moves. Sums may be added up in any order, several at once.
SETTINGS: dict[str, Any] = {
    "nogil": True,
    "_nrt": False,
    "fastmath": {"reassoc", "contract"},
}


def compiled(function: Function) -> Function:
    """Compile a function that is called from outside, and keep that if there is anywhere to."""
    try:
        return cast("Function", numba.njit(cache=True, **SETTINGS)(function))
    except RuntimeError:
        return cast("Function", numba.njit(**SETTINGS)(function))


def part(function: Function) -> Function:
    """Have a function become part of those that call it: handing over arrays costs as much."""
    return cast("Function", numba.njit(inline="always", **SETTINGS)(function))


def numbers(values: object) -> Numbers:
    """Write numbers down as what is compiled reads them."""
    return np.array(values, dtype=np.int64)


def dice_for(seed: int) -> Dice:
    """Return dice that fall the same way for the same seed."""
    return np.array([seed * 0x9E3779B97F4A7C15 % 2**64 | 1], dtype=np.uint64)


@part
def random(dice: Dice) -> int:
    """Return a number of 31 random bits (xorshift)."""
    word = dice[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    dice[0] = word
    return int(np.int64(word >> np.uint64(33)))


@part
def below(dice: Dice, bound: int) -> int:
    """Return a random number from zero to below the bound."""
    return random(dice) * bound >> 31


@part
def count(bits: int) -> int:
    """Count the ones among up to 62 bits, pairs first, then fours, then bytes.

    Written like this it is one instruction of the processor: the compiler knows the pattern.
    """
    word = np.uint64(bits)
    word -= word >> np.uint64(1) & ODD_BITS
    word = (word & ODD_PAIRS) + (word >> np.uint64(2) & ODD_PAIRS)
    word = word + (word >> np.uint64(4)) & ODD_FOURS
    return int(np.int64(word * EACH_BYTE >> np.uint64(56)))


@part
def lowest(bits: int) -> int:
    """Return the first slot of a set that is not empty."""
    return count((bits & -bits) - 1)


@part
def highest(bits: int) -> int:
    """Return the last slot of a set that is not empty."""
    bits |= bits >> 1
    bits |= bits >> 2
    bits |= bits >> 4
    bits |= bits >> 8
    bits |= bits >> 16
    bits |= bits >> 32
    return count(bits) - 1


@part
def one_of(dice: Dice, bits: int) -> int:
    """Draw a slot of a set that is not empty."""
    for _ in range(below(dice, count(bits))):
        bits &= bits - 1
    return lowest(bits)


@part
def breaks_in(day: int) -> int:
    """Count the breaks of a day: one less than there are unbroken stretches."""
    return max(0, count(day & ~(day << 1)) - 1)
