"""
Where the words of a sentence stand in the table of weights: each word, each two neighbours, each two kinds of words, and spelling.

Never here: a weight, or a sign that a person could name.
"""

from zlib import crc32

import numpy as np

from checker.scorer.tokens import Numbers, Tokens

BITS = 18  # of a place in the table
PLACES = 1 << BITS
_SHORTEST, _LONGEST = 3, 5  # characters of a piece of a word
_PIECES = 9.0  # in a word of usual length
_MIX, _MIX_AGAIN = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_WORD, _NEIGHBOURS, _KINDS, _SPELLING = 1, 2, 3, 4  # the same word has another place in each family


def of_tokens(tokens: Tokens) -> tuple[Numbers, ...]:
    """Return for each family the place of each token."""
    single = tokens.hashes
    return (
        _placed(_mixed(single, _WORD)),
        _placed(_mixed(_before(single, tokens.starts), _NEIGHBOURS) + single),
        _placed(_mixed(_before(tokens.kinds, tokens.starts), _KINDS) + tokens.kinds),
    )


def of_spelling(word: str) -> list[int]:
    """Return the places of the pieces of a word; what is no word has none."""
    if not word[0].isalpha():
        return []
    whole = f" {word} "
    pieces = (whole[at : at + size] for size in range(_SHORTEST, _LONGEST + 1) for at in range(len(whole) - size + 1))
    return [crc32(piece.encode(), _SPELLING) >> (32 - BITS) for piece in pieces]


def shrinking(lengths: Numbers) -> tuple[Numbers, Numbers]:
    """Return by what the sums over words and over pieces of words are multiplied, so that long sentences do not win by length."""
    by_word = 1.0 / np.sqrt(lengths)
    return by_word, by_word / np.sqrt(_PIECES)


def _before(hashes: Numbers, starts: Numbers) -> Numbers:
    before = np.roll(hashes, 1)
    before[starts] = 0
    return before


def _mixed(hashes: Numbers, family: int) -> Numbers:
    mixed = (hashes ^ np.uint32(family)) * _MIX
    return mixed ^ (mixed >> np.uint32(15))


def _placed(hashes: Numbers) -> Numbers:
    mixed = hashes * _MIX_AGAIN
    mixed ^= mixed >> np.uint32(13)
    return (mixed * _MIX) >> np.uint32(32 - BITS)
