"""Reads over places, people, credentials and deeds."""
