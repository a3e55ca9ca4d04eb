"""Pure values and functions every room builds on; nothing here knows Django or a clock."""
