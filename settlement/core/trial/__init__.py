"""A policy tried on meals of the past: who would have paid what, counted in a world of the draft's own."""
