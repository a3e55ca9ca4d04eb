"""Pure tests: tables and properties, no database."""
