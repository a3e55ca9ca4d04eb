"""Makes the random keys of a trial or of tests, readable by their owner alone: `python -m canteen.config.keys DIR`."""

import os
import secrets
import sys
from pathlib import Path


def ensure_keys(folder: Path) -> Path:
    """Return the file of keys in `folder`, made (mode 0600) when there is none yet; an existing one is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "keys.env"
    lines = (
        f"NUANCAN_SECRET_KEY={secrets.token_urlsafe(48)}",
        f"NUANCAN_KEYS=1:{secrets.token_hex(32)}",
        f"NUANCAN_LOOKUP_KEY={secrets.token_hex(32)}",
        f"NUANCAN_QR_KEYS=1:{secrets.token_hex(32)}",
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


if __name__ == "__main__":
    print(ensure_keys(Path(sys.argv[1] if len(sys.argv) > 1 else "var")))
