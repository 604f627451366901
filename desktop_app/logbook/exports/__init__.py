"""What goes out of the book: spreadsheets, the whole record with its proofs, and what is said of both."""
