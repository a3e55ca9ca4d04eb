"""Commands over the registry, one a file."""
