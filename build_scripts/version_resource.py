"""What Windows shows under "Details" of the program's file, in the notation PyInstaller reads."""

from __future__ import annotations

from build_scripts.release import NAME, SUMMARY, TITLE, VERSION

LANGUAGE, CHARACTERS = 0x0409, 1200  # US English, in Unicode


def version_resource() -> str:
    """Return the resource as text."""
    numbers = (*map(int, VERSION.split(".")), 0)
    words = {
        "CompanyName": f"The {TITLE} authors",
        "FileDescription": TITLE,
        "FileVersion": VERSION,
        "InternalName": NAME,
        "LegalCopyright": f"The {TITLE} authors, MIT licence",
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": TITLE,
        "ProductVersion": VERSION,
        "Comments": SUMMARY,
    }
    strings = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('{LANGUAGE:04x}{CHARACTERS:04x}', [{strings}])]), "
        f"VarFileInfo([VarStruct('Translation', [{LANGUAGE}, {CHARACTERS}])])])\n"
    )
