"""What was offered, ordered, cooked and served."""
