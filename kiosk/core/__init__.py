"""What is decided about an attempt before anybody speaks of money: pure, without Django or a clock."""
