"""The outside world of money: spreadsheets."""
