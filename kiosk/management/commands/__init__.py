"""Commands that need this room or one below it."""
