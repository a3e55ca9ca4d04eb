"""Check-ins a second on a durable PostgreSQL, in alternating blocks beside their limits (D24): `make bench`."""
