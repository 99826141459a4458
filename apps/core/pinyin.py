"""Pinyin of names, for search by initials and for sorting without a Chinese collation in the database."""

from pypinyin import Style, lazy_pinyin


def initials(name: str) -> str:
    """First letters in lower case: ``秀峰区委`` → ``xfqw``; Latin letters and digits stay, marks go."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(letter for letter in letters if letter.isalnum())


def sort_key(name: str) -> str:
    """Syllables with tone numbers, one space apart: ``秀峰区`` → ``xiu4 feng1 qu1``.

    The space sorts before any letter, so that 西安 (xi1 an1) and 先 (xian1) keep dictionary order under
    a byte-wise collation.
    """
    syllables = lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(" ".join(syllables).lower().split())
