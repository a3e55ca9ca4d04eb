"""The outside world as the lowest room sees it: keys and the clock."""
