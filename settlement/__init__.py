"""Who pays: policies, the split of each meal, the ledger and the month."""
