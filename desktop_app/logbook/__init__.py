"""Entries: posted once, never edited."""
