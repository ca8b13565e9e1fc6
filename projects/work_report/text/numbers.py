"""Numerals in Chinese characters as digits."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
CHARACTERS = "零一二两三四五六七八九十百千万亿"


def in_digits(numeral: str) -> tuple[str, str] | None:
    """A numeral as digits and the 万 or 亿 with which it ends: "一百五十" → ("150", ""), "百亿" → ("100", "亿").

    "八点五" is a decimal. None for what is no numeral ("三四", "零十"); "二〇二四" is read as the year that it is.
    """
    whole, point, fraction = numeral.partition("点")
    scale = ""
    while not point and whole and whole[-1] in MYRIADS:
        whole, scale = whole[:-1], whole[-1] + scale
    if point and (not fraction or any(character not in DIGITS for character in fraction)):
        return None
    value = _whole(whole) if whole else (1 if scale else None)
    if value is None:
        return None
    return (f"{value}.{''.join(str(DIGITS[each]) for each in fraction)}" if point else str(value)), scale


def _whole(numeral: str) -> int | None:
    if len(numeral) == 4 and all(character in DIGITS for character in numeral):  # noqa: PLR2004  (a year)
        return int("".join(str(DIGITS[each]) for each in numeral))
    total, section, digit = 0, 0, None
    for character in numeral:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif character in TENS:
            section += (1 if digit is None else digit) * TENS[character]
            digit = None
        elif character in MYRIADS:
            total += (section + (digit or 0)) * MYRIADS[character]
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)
