"""Guards of questions: one is answered once, and nothing else about it ever changes (D15, R2)."""

from canteen.models.triggers import POSTGRES_FUNCTION, REFUSAL, Guard

TABLE = "settlement_question"
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
