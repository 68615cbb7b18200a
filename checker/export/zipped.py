"""
What archives are written with: members that carry no time of their own, and an outlet that hands on what is written.

Never here: what is in an archive.
"""

import io
from zipfile import ZIP_DEFLATED, ZipInfo

FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold


class Outlet(io.RawIOBase):
    """A file that can only be written on, from which each piece is taken as it comes."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # zipfile writes bytes only
        """Keep a piece until it is taken."""
        self._pieces += data
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        pieces = bytes(self._pieces)
        self._pieces.clear()
        return pieces


def member(name: str) -> ZipInfo:
    """Return a member of an archive whose bytes depend on its content only."""
    info = ZipInfo(name, FIRST_TIME)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3  # as on any machine
    return info
