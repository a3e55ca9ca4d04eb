"""What a fact of the kind `state` says."""

from typing import Final

DECEASED: Final = "deceased"
MOVED_AWAY: Final = "moved-away"  # registered or living where this installation has no regions
