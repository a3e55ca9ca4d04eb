"""Writes over places, people, credentials and deeds."""
