"""The outside world as money sees it: words and drawings for pages."""
