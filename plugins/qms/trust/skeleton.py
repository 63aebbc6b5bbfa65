"""Whether two printed names look alike: the skeletons of a name.

Source: approval format 1, §4, `policy-confusable`; the additions are from UTS 39. `lint` compares them. No addition
maps an ASCII character, so that it never takes two different ASCII names for one.
"""
# ruff: noqa: RUF001 - letters that look alike are what this file is about

from __future__ import annotations

import unicodedata

_LISTED = (
    "а a е e о o р p с c у y х x і i ј j ѕ s ԁ d һ h к k м m т t в b н h α a ο o ν v ρ p ι i κ k τ t υ u χ x β b η n "
    "ı i 0 o 1 l"
)
_MORE = "ԛ q ԝ w ѵ v ӏ l ɑ a ɡ g ɩ i ɪ i ʏ y ĸ k օ o ո n ս u հ h զ q"
# Capitals whose small letters look different: Greek, then Cherokee and Lisu, which have no others.
_CAPITALS = (
    "Ε E Ζ Z Η H Μ M Ν N Υ Y "
    "Ꭰ D Ꭱ R Ꭲ T Ꭺ A Ꭻ J Ꭼ E Ꮃ W Ꮇ M Ꮋ H Ꮐ G Ꮓ Z Ꮩ V Ꮪ S Ꮮ L Ꮯ C Ꮲ P Ꮶ K Ᏼ B "
    "ꓐ B ꓑ P ꓓ D ꓔ T ꓖ G ꓗ K ꓙ J ꓚ C ꓜ Z ꓝ F ꓟ M ꓠ N ꓡ L ꓢ S ꓣ R ꓦ V ꓧ H ꓪ W ꓫ X ꓬ Y ꓮ A ꓰ E ꓲ I ꓳ O ꓴ U"
)
_APOSTROPHES = frozenset("'‘’‛′ʹʻʼʾʿˈ՚׳ꞌ")
_MORE_HYPHENS = frozenset("−⁃")


def _table(pairs: str) -> dict[int, str]:
    parts = pairs.split()
    return {ord(look): letter for look, letter in zip(parts[::2], parts[1::2], strict=True)}


_LETTERS = _table(_LISTED) | _table(_MORE)
_CAPITAL_LETTERS = _table(_CAPITALS)


def skeletons(name: str) -> frozenset[str]:
    """What a name looks like: as the format says, and once more with foreign capitals taken for Latin ones first.

    Two names are confusable when they share a skeleton.
    """
    taken_apart = unicodedata.normalize("NFKD", name)
    return frozenset({_skeleton(taken_apart), _skeleton(taken_apart.translate(_CAPITAL_LETTERS))})


def _skeleton(taken_apart: str) -> str:
    kept = (character for character in taken_apart.casefold() if not _is_dropped(character))
    return "".join(kept).translate(_LETTERS)


def _is_dropped(character: str) -> bool:
    """True for marks (Mn), spaces (Zs), hyphens (Pd) and apostrophes."""
    return (
        unicodedata.category(character) in ("Mn", "Zs", "Pd") or character in _APOSTROPHES or character in _MORE_HYPHENS
    )
