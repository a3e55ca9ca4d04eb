"""Places, people, credentials, duties, money and time: the lowest room of the house."""
