"""How many different things were seen, without keeping them: HyperLogLog with 4096 registers, about 1.6 % off.

Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm"
(2007). Hashes are 64 bits, so that the correction for very large numbers is not needed.
"""

from __future__ import annotations

import math

BITS = 12
REGISTERS = 1 << BITS
_BELOW = 64 - BITS
_MASK = (1 << _BELOW) - 1
_ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)
_WEIGHTS = [2.0**-rank for rank in range(_BELOW + 2)]


def empty() -> bytearray:
    return bytearray(REGISTERS)


def add(registers: bytearray, hashed: bytes) -> None:
    """`hashed` are eight bytes, each as likely as another."""
    number = int.from_bytes(hashed, "big")
    index, rank = number >> _BELOW, _BELOW + 1 - (number & _MASK).bit_length()
    if registers[index] < rank:
        registers[index] = rank


def merge(registers: bytearray, others: bytes) -> None:
    """As if what the others saw had been seen here too. Empty: nothing was."""
    for index, rank in enumerate(others):
        if registers[index] < rank:
            registers[index] = rank


def estimate(registers: bytes | bytearray) -> int:
    if not registers:
        return 0
    raw = _ALPHA * REGISTERS * REGISTERS / sum(_WEIGHTS[rank] for rank in registers)
    unused = registers.count(0)
    if raw <= 2.5 * REGISTERS and unused:
        return round(REGISTERS * math.log(REGISTERS / unused))
    return round(raw)
