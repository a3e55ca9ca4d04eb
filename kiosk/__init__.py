"""Devices, attempts and public screens: a check-in is conducted here."""
