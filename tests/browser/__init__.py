"""What elders and staff see and touch, in a real Chromium."""
