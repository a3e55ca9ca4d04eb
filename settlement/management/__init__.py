"""Commands of the room where money is decided."""
