"""Shows that what the rooms promise is so; mirrors the tree, with the house's own laws in `house`."""
