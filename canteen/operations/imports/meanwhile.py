"""What others may know and ask of a list while it is written: how far it is, and that it stops (S8).

The writing is one transaction, which shows nothing before its end. How far it is goes through a connection of its own,
on SQLite into a note beside the database, and with it the claim is kept.
"""

import contextlib
from collections.abc import Iterator

from django.db import connection

from canteen.gateways import writing_notes
from canteen.models import Import
from canteen.operations.imports.claims import LEASE, Claimed, ClaimLost, Clock


class Meanwhile:
    """Tells of one writing, and asks whether it is still wanted."""

    def __init__(self, claim: Claimed, clock: Clock) -> None:
        self._claim, self._clock, self._rows = claim, clock, 0
        self._own = None if writing_notes.is_beside() else connection.copy()

    def wrote(self, rows: int) -> None:
        """Let others see that these rows are written too, and keep the claim."""
        self._rows += rows
        self.tell()

    def tell(self) -> None:
        """Let others see how far it is."""
        if self._own is None:
            writing_notes.note_written(import_id=self._claim.import_id, rows=self._rows)
            return
        with self._own.cursor() as cursor:
            cursor.execute(
                "UPDATE canteen_import SET rows_written = %s, claimed_until = %s "
                "WHERE id = %s AND claim_id = %s AND state = %s",
                (
                    self._rows,
                    self._clock() + LEASE,
                    self._claim.import_id,
                    self._claim.claim_id,
                    self._claim.state,
                ),
            )

    def require_wanted(self) -> None:
        """Pass while the list is still ours and nobody has cancelled it. ClaimLost."""
        claim = self._claim
        ours = Import.objects.filter(id=claim.import_id, claim_id=claim.claim_id, state=claim.state)
        if writing_notes.is_to_stop(import_id=claim.import_id, now=self._clock()) or not ours.exists():
            raise ClaimLost()

    def close(self) -> None:
        """End the connection of its own; what was noted beside the database says nothing any more."""
        if self._own is not None:
            self._own.close()
        writing_notes.forget_notes(import_id=self._claim.import_id)


@contextlib.contextmanager
def meanwhile(*, claim: Claimed, clock: Clock) -> Iterator[Meanwhile]:
    """Tell of a writing while the block runs; it begins at nothing, whatever a killed one had noted."""
    found = Meanwhile(claim, clock)
    try:
        found.tell()
        yield found
    finally:
        found.close()
