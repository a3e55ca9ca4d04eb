"""The length that a password needs: Django's rule with words of our own, for its Chinese lacks this sentence."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Refuses what is shorter than `min_length` characters."""

    def get_error_message(self) -> str:
        """Say how long a password has to be."""
        return _("密码太短，至少要有 %(count)d 个字符。") % {"count": self.min_length}
