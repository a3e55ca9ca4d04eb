"""The laws of the house as tests: imports, writes, clock, words, size, migrations, documents, tree."""
