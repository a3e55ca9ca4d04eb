"""Reads over meals and orders."""
