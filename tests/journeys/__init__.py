"""Use cases from end to end, over HTTP, with every row and fen on the way; named after what people do."""
