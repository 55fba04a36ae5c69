"""Posters: a topic in a language on a sheet of A4, with a QR code that opens it in Telegram."""
