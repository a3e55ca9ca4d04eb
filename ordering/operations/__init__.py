"""Writes over meals and orders."""
