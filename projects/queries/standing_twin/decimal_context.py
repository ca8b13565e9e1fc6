"""Python's decimal arithmetic in SQL: 28 significant digits, ties to the even digit.

The rules compute with :mod:`decimal`, whose context rounds after every operation; ``numeric`` keeps more
digits. Where a figure lies exactly on half a cent or on a threshold, the last digit of 28 decides, so the
twin has to lose the same digits. An operand stands in the text once and is computed once (``OFFSET 0`` keeps
the planner from copying it).
"""

# Decimals of a quotient before it is rounded: enough for 28 significant digits of the smallest one, and for
# telling it from a tie, from which it differs by no less than the digits of the divisor and of the tie allow.
DECIMALS = 150

ROUNDED = """(
    SELECT CASE WHEN abs(near.nearest - near.exact) * 2 = near.unit AND mod(near.nearest, near.unit * 2) <> 0
                THEN near.nearest - sign(near.exact) * near.unit ELSE near.nearest END
    FROM (
        SELECT placed.exact, round(placed.exact, placed.places) AS nearest, ('1e' || -placed.places)::numeric AS unit
        FROM (
            SELECT written.exact,
                   27 - CASE WHEN abs(written.exact) >= 1 THEN length(written.whole) - 1
                             ELSE length(ltrim(written.fraction, '0')) - length(written.fraction) - 1 END AS places
            FROM (
                SELECT operand.exact, split_part(abs(operand.exact)::text, '.', 1) AS whole,
                       split_part(abs(operand.exact)::text, '.', 2) AS fraction
                FROM (SELECT ({expression})::numeric AS exact OFFSET 0) AS operand OFFSET 0
            ) AS written OFFSET 0
        ) AS placed OFFSET 0
    ) AS near
)"""


def rounded(expression: str) -> str:
    """An exact ``numeric`` expression, rounded as a decimal operation rounds its result."""
    return ROUNDED.format(expression=expression)


def quotient(dividend: str, divisor: str) -> str:
    """A quotient as decimal division gives it; the divisor must not be 0."""
    return rounded(f"round(({dividend})::numeric, {DECIMALS}) / ({divisor})")
