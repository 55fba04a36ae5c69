"""How a text sounds, in Latin letters: what joins "तलब", "talab" and "tlb".

Workers write their language in its own letters one day and in Latin ones the next, each in a
spelling of their own. Letters are brought to ASCII by the tables of anyascii
(https://github.com/anyascii/anyascii); what people spell most alike, the consonants, stands alone
in a second form.
"""

import re
from typing import Final

from anyascii import anyascii

_NO_LETTERS: Final = re.compile("[^a-z0-9]+")
#: Vowels, and the breath after a consonant (kh, th), come and go in romanised spelling.
_UNSTEADY: Final = re.compile("[^a-z]|[aeiouh]")
#: Consonants that are written for one another, in one form.
_ALIKE: Final = str.maketrans("bdgqcjzxvfl", "ptkksssswpr")


def latin_words(text: str) -> list[str]:
    """Return the words of a text in lower-case ASCII letters and digits.

    >>> latin_words("मेरो तलब")
    ['mero', 'tlb']
    """
    return [word for word in _NO_LETTERS.split(anyascii(text).lower()) if word]


def consonants(word: str) -> str:
    """Return the consonants of a word of ``latin_words``, alike ones in one form.

    >>> consonants("talab"), consonants("tlb"), consonants("thalap")
    ('trp', 'trp', 'trp')
    """
    return _UNSTEADY.sub("", word).translate(_ALIKE)
