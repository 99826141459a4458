"""How long a text may be: what a person wrote is refused with the limit, what is put together ends visibly."""

from .exceptions import Invalid


def within(text: str, most: int, what: str, *, field: str = "") -> str:
    """What somebody wrote, without blanks at its ends; nothing of it is cut.

    A line break is one letter, as browsers count it, though forms send two.

    Args:
        what: its name as the form shows it, e.g. 理由.
        field: the form's field, where the page shows the sentence.

    Raises:
        Invalid: longer than ``most`` letters.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > most:
        words = f"不超过 {most} 字，现有 {len(text)} 字。"
        raise Invalid(f"{what}{words}", code="too_long", fields={field: words} if field else None)
    return text


def shortened(text: str, most: int) -> str:
    """A line that was put together, with a mark where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
