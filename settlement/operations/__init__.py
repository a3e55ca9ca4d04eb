"""Writes over policies, claims, the ledger and the months."""
