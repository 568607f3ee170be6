"""Text as Docs counts it: in UTF-16 code units, in grapheme clusters, and without the characters it strips; and its ids."""

from __future__ import annotations

import hashlib
import re

import regex

# InsertTextRequest.text: U+0000-0008, U+000C-001F and the Private Use Area are stripped; a lone surrogate is no character at all.
_STRIPPED = re.compile("[\u0000-\u0008\u000c-\u001f\ue000-\uf8ff]")
_LONE = re.compile("[\ud800-\udfff]")
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3).*")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for char in text if char > "\uffff")


def cut(text: str, offset: int) -> int:
    """The Python index at a UTF-16 offset; -1 when the offset would cut a surrogate pair."""
    if offset <= 0 or text.isascii():
        return max(offset, 0)
    seen = 0
    for index, char in enumerate(text):
        if seen >= offset:
            return index if seen == offset else -1
        seen += 2 if char > "\uffff" else 1
    return len(text) if seen == offset else -1


def clean(text: str) -> str:
    """What is left of a text after Docs has stripped what it does not keep."""
    return _LONE.sub("\ufffd", _STRIPPED.sub("", text))


def inside_cluster(text: str, index: int) -> bool:
    """Whether the boundary before text[index] lies within a grapheme cluster."""
    if not 0 < index < len(text) or (text[index] < "\u0300" and text[index - 1] < "\u0300"):
        return False
    return all(found.start() != index for found in _CLUSTER.finditer(text))


def is_emoji(text: str) -> bool:
    """Whether a text is one emoji and nothing else."""
    return _EMOJI.fullmatch(text) is not None and all(inside_cluster(text, index) for index in range(1, len(text)))


_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def identifier(prefix: str, *seed: object) -> str:
    """An id as Docs makes them (`kix.` and twelve letters), the same for the same seed."""
    number = int.from_bytes(hashlib.blake2b(repr(seed).encode(), digest_size=9).digest(), "big")
    letters = ""
    for _ in range(12):
        number, digit = divmod(number, 36)
        letters += _ALPHABET[digit]
    return prefix + letters
