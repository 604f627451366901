"""The secret every token is signed with: 256 random bits in a file of their own."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from desktop_app.errors import DataFolderUnusable, KeyFileDamaged
from desktop_app.storage.files import sync_folder

KEY_BYTES = 32


def load_or_create_key(path: Path) -> bytes:
    """Return the key kept at *path*, making one the first time; of two programs both get the same.

    Raises:
        KeyFileDamaged: if the file holds anything but a key; it is left as it is.
        DataFolderUnusable: if the system refuses.
    """
    try:
        if not path.exists():
            _create(path)
        key = path.read_bytes()
    except OSError as error:
        raise DataFolderUnusable(path.parent, error.strerror or str(error)) from error
    if len(key) != KEY_BYTES:
        raise KeyFileDamaged(path, len(key))
    return key


def _create(path: Path) -> None:
    # Written whole under another name first: a power cut must not leave half a key under this one.
    handle, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def _link_unless_there(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
