"""Guard of a canteen's hours: of one sitting no two hold on the same day, or a meal would have two seats (R11)."""

from canteen.models.triggers import Guard

OVERLAP = "overlap: this sitting has other hours on these days"


class HoursGuard(Guard):
    """Refuses hours of one canteen and sitting that overlap in days: an EXCLUDE constraint, on SQLite triggers."""

    table = "canteen_hours"

    def describe(self) -> str:
        """Return the operation in words."""
        return "Hours of one sitting never overlap"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guards of `canteen_hours` for one engine."""
        return _postgres() if vendor == "postgresql" else _sqlite()


def _postgres() -> tuple[list[str], list[str]]:
    # GiST compares ranges without an extension, and nothing else: a canteen's sitting is the range of its one name.
    of = "canteen_id::text || sitting"
    down = [
        "ALTER TABLE canteen_hours DROP CONSTRAINT IF EXISTS hours_no_overlap",
        "DROP TYPE IF EXISTS nuancan_names",
    ]
    return down, [
        'CREATE TYPE nuancan_names AS RANGE (subtype = text, collation = "C")',
        "ALTER TABLE canteen_hours ADD CONSTRAINT hours_no_overlap EXCLUDE USING gist ("
        f"nuancan_names({of}, {of}, '[]') WITH &&, daterange(from_on, until_on, '[)') WITH &&)",
    ]


def _sqlite() -> tuple[list[str], list[str]]:
    down = [f"DROP TRIGGER IF EXISTS canteen_hours_overlap_{verb}" for verb in ("insert", "update")]
    overlap = (
        f"SELECT RAISE(ABORT, '{OVERLAP}') WHERE EXISTS (SELECT 1 FROM canteen_hours other "
        "WHERE other.id <> NEW.id AND other.canteen_id = NEW.canteen_id AND other.sitting = NEW.sitting "
        "AND (NEW.until_on IS NULL OR other.from_on < NEW.until_on) "
        "AND (other.until_on IS NULL OR NEW.from_on < other.until_on))"
    )
    return down, [
        f"CREATE TRIGGER canteen_hours_overlap_{verb} BEFORE {verb.upper()} ON canteen_hours BEGIN {overlap}; END"
        for verb in ("insert", "update")
    ]
