"""From which state which action leads where, for what departments file about projects (DOMAIN §3)."""

from indicators.rules.filings import Table

PROGRESS_REPORT: Table = {
    "submit": (frozenset({"draft", "returned"}), "submitted"),
    "confirm": (frozenset({"submitted"}), "confirmed"),
    "approve": (frozenset({"submitted", "confirmed"}), "approved"),
    "return": (frozenset({"submitted", "confirmed"}), "returned"),
}
EXTENSION: Table = {
    "approve": (frozenset({"requested"}), "approved"),
    "refuse": (frozenset({"requested"}), "refused"),
    "withdraw": (frozenset({"requested"}), "withdrawn"),
}
INSTRUCTION: Table = {
    "reply": (frozenset({"open"}), "replied"),
    "close": (frozenset({"replied"}), "closed"),
}
REPLY: Table = {
    "accept": (frozenset({"submitted"}), "accepted"),
    "send-back": (frozenset({"submitted"}), "sent_back"),
}
