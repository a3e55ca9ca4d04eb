"""Sweeps over the ledger: every night the books are held against themselves (R3)."""

import logging

from celery import shared_task

from settlement.queries.check_books import books_to_check, discrepancies_of

log = logging.getLogger("nuancan.books")


@shared_task(name="settlement.tasks.check_all_books")
def check_all_books() -> int:
    """Report what disagrees in books that are not sealed and in those sealed last; return how many numbers do.

    Nothing is frozen here: submitting and sealing look for themselves and answer 409, and lunch goes on.
    """
    found = 0
    for books_id in books_to_check():
        for each in discrepancies_of(books_id=books_id):
            found += 1
            log.error("%s: %s stored %d, counted %d", each.code, each.subject, each.stored, each.counted)
    return found
