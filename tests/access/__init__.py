"""Who may enter where, walked cell by cell: every route, every role, one's own town and another's (S3)."""
