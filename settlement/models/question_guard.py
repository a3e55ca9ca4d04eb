"""Guards of questions: answered once, never changed; and who answered about books does not seal them (D15, S4, R2)."""

from canteen.models.triggers import POSTGRES_FUNCTION, REFUSAL, Guard

TABLE = "settlement_question"
MEALS = "settlement_questionedmeal"
BOOKS = "settlement_books"
ASKED = ("id", "books_id", "asked_by_id", "asked_at", "text")


class QuestionGuard(Guard):
    """Refuses change of what was asked, a second answer, and removal."""

    table = TABLE

    def describe(self) -> str:
        """Return the operation in words."""
        return "Questions are answered once and never changed"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guards of `settlement_question` for one engine."""
        return _postgres() if vendor == "postgresql" else _sqlite()


def _postgres() -> tuple[list[str], list[str]]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ASKED)
    down = [f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}" for name in ("change", "delete", "whole")]
    return down, [
        POSTGRES_FUNCTION,
        f"CREATE TRIGGER {TABLE}_change BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN (OLD.answered_at IS NOT NULL OR {changed}) EXECUTE FUNCTION nuancan_refuse()",
        f"CREATE TRIGGER {TABLE}_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION nuancan_refuse()",
        f"CREATE TRIGGER {TABLE}_whole BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION nuancan_refuse()",
    ]


def _sqlite() -> tuple[list[str], list[str]]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in ASKED)
    words = REFUSAL.format(table=TABLE)
    return [f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in ("change", "delete")], [
        f"CREATE TRIGGER {TABLE}_change BEFORE UPDATE ON {TABLE} WHEN OLD.answered_at IS NOT NULL OR {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END",
        f"CREATE TRIGGER {TABLE}_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{words}'); END",
    ]


class AnsweredGuard(Guard):
    """Refuses a meal that is added to a question which has been answered: the answer spoke of those it named."""

    table = MEALS

    def describe(self) -> str:
        """Return the operation in words."""
        return "A question names its meals before it is answered"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guard of `settlement_questionedmeal` for one engine."""
        answered = f"SELECT 1 FROM {TABLE} asked WHERE asked.id = NEW.question_id AND asked.answered_at IS NOT NULL"
        return _refused_when(vendor, MEALS, "answered", "INSERT", "TRUE", answered, "the question has been answered")


class SealerGuard(Guard):
    """Refuses a seal by somebody who answered a question about these books since they were handed in (S4)."""

    table = BOOKS

    def describe(self) -> str:
        """Return the operation in words."""
        return "Who answered about books does not seal them"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guard of `settlement_books` for one engine."""
        answered = (
            f"SELECT 1 FROM {TABLE} asked WHERE asked.books_id = NEW.id "
            "AND asked.answered_by_id = NEW.approved_by_id AND asked.answered_at >= NEW.submitted_at"
        )
        words = "who answered about these books does not seal them"
        return _refused_when(vendor, BOOKS, "sealer", "UPDATE", "NEW.state = 'sealed'", answered, words)


def _refused_when(
    vendor: str, table: str, name: str, verb: str, when: str, exists: str, words: str
) -> tuple[list[str], list[str]]:
    """A trigger that refuses a row when a query finds something; PostgreSQL asks in a function, a WHEN cannot."""
    trigger = f"{table}_{name}"
    if vendor == "postgresql":
        function = f"nuancan_{table}_{name}"
        return [f"DROP TRIGGER IF EXISTS {trigger} ON {table}", f"DROP FUNCTION IF EXISTS {function}()"], [
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({exists}) THEN RAISE EXCEPTION 'refused: {words}' USING ERRCODE = 'restrict_violation'; "
            "END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION {function}()",
        ]
    return [f"DROP TRIGGER IF EXISTS {trigger}"], [
        f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} WHEN {when} AND EXISTS ({exists}) "
        f"BEGIN SELECT RAISE(ABORT, 'refused: {words}'); END",
    ]
