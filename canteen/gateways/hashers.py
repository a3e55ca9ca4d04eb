"""How a trial hashes passwords: the usual way with few rounds, for it prints them on the terminal and makes dozens."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class TrialHasher(PBKDF2PasswordHasher):
    """Used with NUANCAN_MODE=demo alone; production keeps Django's default and its rounds."""

    algorithm = "pbkdf2_trial"
    iterations = 20_000
