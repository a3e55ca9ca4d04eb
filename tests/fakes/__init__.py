"""Stand-ins that behave like what they stand for, on the wire; no mocks."""
