"""Races on PostgreSQL: a hundred connections let go at once, and what must hold whoever comes first."""
