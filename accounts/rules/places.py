"""Which addresses are one place, so that whoever has many of them counts once."""

from ipaddress import IPv6Address, ip_address, ip_network

# The smallest part of IPv6 that is given to one customer; within it an address is changed at will.
IPV6_PREFIX = 64


def place_of(address: str) -> str | None:
    """The address itself for IPv4, the first of its network of 64 bits for IPv6; None for what is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), IPV6_PREFIX), strict=False).network_address)
