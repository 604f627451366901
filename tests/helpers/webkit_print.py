"""Prints a page with WebKitGTK into a PDF, as its window's print dialog would: ADDRESS PAPER FILE."""

from __future__ import annotations

import importlib
import sys
from typing import Any

SHEETS = (
    "document.querySelector('[data-print-button]:enabled') ? document.querySelectorAll('.sheet').length : 0"
)
CHOOSE = "const paper = document.querySelector('[data-paper]'); paper.value = '{}';"
CHANGE = "paper.dispatchEvent(new Event('change'))"
LOOK_AGAIN_MS = 50
NAMES = {"a4": "iso_a4", "letter": "na_letter"}


def main(address: str, paper: str, file: str) -> None:
    """Load the page, choose the paper, wait for its sheets, say how many there are, print them."""
    gi: Any = importlib.import_module("gi")
    gi.require_version("Gtk", "3.0")
    gi.require_version("WebKit2", "4.1")
    names = ("Gtk", "WebKit2", "GLib")
    gtk, webkit, glib = (importlib.import_module(f"gi.repository.{name}") for name in names)
    view = webkit.WebView()
    window = gtk.Window()
    window.add(view)
    window.show_all()
    chosen = False

    def look() -> bool:
        view.evaluate_javascript(SHEETS, -1, None, None, None, looked)
        return False

    def looked(_view: object, task: object) -> None:
        nonlocal chosen
        sheets = view.evaluate_javascript_finish(task).to_int32()
        if sheets == 0:
            glib.timeout_add(LOOK_AGAIN_MS, look)
        elif not chosen:
            chosen = True
            script = CHOOSE.format(paper) + CHANGE
            view.evaluate_javascript(script, -1, None, None, None, lambda *_: look())
        else:
            sys.stdout.write(f"{sheets}\n")
            put_on_paper()

    def put_on_paper() -> None:
        printing, settings, setup = webkit.PrintOperation.new(view), gtk.PrintSettings(), gtk.PageSetup()
        settings.set(gtk.PRINT_SETTINGS_OUTPUT_URI, f"file://{file}")
        settings.set(gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
        settings.set_printer("Print to File")
        setup.set_paper_size_and_default_margins(gtk.PaperSize.new(NAMES[paper]))
        settings.set_paper_size(setup.get_paper_size())
        printing.set_page_setup(setup)
        printing.set_print_settings(settings)
        printing.connect("finished", lambda _: gtk.main_quit())
        printing.print_()

    view.connect("load-changed", lambda _, event: event == webkit.LoadEvent.FINISHED and look())
    view.load_uri(address)
    gtk.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
