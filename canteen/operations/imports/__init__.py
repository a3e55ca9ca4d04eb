"""Lists from outside: received sealed, read and compared by a sweep, signed, and written all or not at all (S4, S8)."""
