"""Writes over devices and attempts; a check-in is conducted here."""
