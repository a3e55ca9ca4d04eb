"""Reads over policies, claims, allotments and the ledger."""
