"""Command prefixes: a server dies with its supervisor, and never runs as root.

PostgreSQL refuses to run as root. Opening the folders above the data to another user would change
permissions outside the project; instead the server runs as ``nobody`` and keeps the one capability
that lets it pass through closed folders. Since PostgreSQL also *asks* with access(2) whether it may, and the
kernel ignores capabilities there unless told otherwise, the process is told otherwise, too.
"""

import os
import pwd
import shutil
import signal
from pathlib import Path

UNPRIVILEGED = "nobody"
CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}
SETPCAP = 8


class LaunchError(Exception):
    """The machine lacks something that a server needs; the message says what to do."""


def dying_with_parent(command: list[str], by: signal.Signals) -> list[str]:
    """The command, told by ``by`` when the supervisor is gone, however that came about."""
    setpriv = shutil.which("setpriv")
    return [setpriv, f"--pdeathsig={by.name.removeprefix('SIG')}", "--", *command] if setpriv else command


def unprivileged(command: list[str], by: signal.Signals) -> list[str]:
    """Like :func:`dying_with_parent`; as root, also as ``nobody`` with a pass through closed folders."""
    if os.geteuid() != 0:
        return dying_with_parent(command, by)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise LaunchError("PostgreSQL does not run as root: install util-linux (setpriv), or run as an ordinary user.")
    user = pwd.getpwnam(UNPRIVILEGED)
    capability = _passing_capability()
    return [
        setpriv,
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        *(("--securebits=+no_setuid_fixup",) if _is_permitted(SETPCAP) else ()),
        f"--inh-caps=-all,+{capability}",
        f"--ambient-caps=-all,+{capability}",
        f"--pdeathsig={by.name.removeprefix('SIG')}",
        "--",
        *command,
    ]


def give_to_unprivileged(folder: Path) -> None:
    """Hand a folder of ours to the server's user; nothing above it is touched."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _passing_capability() -> str:
    """The narrowest capability at hand: reading suffices; containers often have only the wider one."""
    for name, number in CAPABILITIES.items():
        if _is_permitted(number):
            return name
    raise LaunchError("root without CAP_DAC_OVERRIDE cannot start PostgreSQL: run as an ordinary user.")


def _is_permitted(capability: int) -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    permitted = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapPrm:")), 16)
    return bool(permitted >> capability & 1)
