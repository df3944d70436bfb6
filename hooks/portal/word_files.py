"""A Word file (.docx) as received, or what stands against reading it. Bytes in, lines out."""

from __future__ import annotations

import zlib
from collections import Counter
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError, _Element

from portal.findings import Finding
from portal.received import Received, doubt, tidy, unreadable, words_of
from portal.text_files import as_text
from portal.word_package import WordPackage
from portal.word_reading import WordReader
from portal.word_xml import M, W, is_shown, letters

OLE = b"\xd0\xcf\x11\xe0"
"""How the old binary .doc begins, and a .docx that is locked by a password."""
LARGEST = 200_000_000
"""Bytes that a file may hold once unpacked."""
DAMAGE = (
    *(BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError, EOFError),
    *(NotImplementedError, RuntimeError, OSError, zlib.error, IndexError, TypeError),
)
"""What reading a file that is no good Word file raises."""


def read_word(data: bytes) -> Received | Finding:
    """What a Word file says, or what stands against reading it."""
    if not data:
        return doubt("import-empty", 1)
    if data.startswith(OLE):
        return doubt("import-locked-or-old", 1)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                return doubt("import-too-large", 1)
            if archive.testzip() is not None:
                return doubt("import-not-word", 1)
        package = WordPackage(data)
        reader = WordReader(package)
        reader.read()
    except DAMAGE:
        return doubt("import-not-word", 1)
    lines = tuple(reader.lines)
    return (
        unreadable(lines)
        or unread(package.body, "".join(line.text for line in lines))
        or Received(lines, as_text(reader.lines), False, tuple(reader.doubts))
    )


def unread(body: _Element, whole: str) -> Finding | None:
    """Words that Word shows and that no line has, because they stand where nobody looked."""
    shown = [element for element in body.iter(f"{W}t", f"{M}t") if is_shown(element)]
    lacking = Counter(letters("".join(element.text or "" for element in shown)))
    lacking -= Counter(letters(whole))
    if not lacking:
        return None
    texts = [words_of(tidy(element.text or "")) for element in shown]
    missing = [text for text in texts if text and text not in words_of(whole)]
    return doubt("import-words-unread", 1, text=" … ".join(missing) or "".join(lacking))
