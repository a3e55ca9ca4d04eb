"""The outside world as the kiosk's room sees it: what is printed."""
