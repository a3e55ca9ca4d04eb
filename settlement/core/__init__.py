"""Pure money: policies, splits, transfers, statements and seals; no database, no clock."""
