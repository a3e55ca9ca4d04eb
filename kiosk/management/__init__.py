"""Edges of the command line."""
