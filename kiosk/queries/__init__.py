"""Reads over devices, attempts and price lists."""
