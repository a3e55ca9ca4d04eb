"""Pure: no database, no clock, no framework."""
