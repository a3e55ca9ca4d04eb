"""Guards of policy versions: none in force at once, approved from checked alone, no change but an earlier end (R11)."""

from canteen.models.triggers import Guard

# What may still be set on an approved version is the day it ends; everything else is compared whole.
FROZEN = (
    *("id", "region_id", "scope", "version", "document", "digest", "from_on", "state"),
    *("made_by_id", "made_at", "approved_by_id", "approved_at"),
)
WORDS = "immutable: an approved policy only ends"
OVERLAP = "overlap: another policy is approved for these days"


class PolicyGuard(Guard):
    """Refuses overlap (an EXCLUDE constraint, or a trigger on SQLite) and change of approved versions."""

    table = "settlement_policy"

    def describe(self) -> str:
        """Return the operation in words."""
        return "Approved policies never overlap and never change"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guards of `settlement_policy` for one engine."""
        return _postgres() if vendor == "postgresql" else _sqlite()


def _postgres() -> tuple[list[str], list[str]]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
    down = [
        "ALTER TABLE settlement_policy DROP CONSTRAINT IF EXISTS policy_no_overlap",
        "DROP TRIGGER IF EXISTS settlement_policy_change ON settlement_policy",
        "DROP TRIGGER IF EXISTS settlement_policy_delete ON settlement_policy",
    ]
    return down, [
        "ALTER TABLE settlement_policy ADD CONSTRAINT policy_no_overlap EXCLUDE USING gist ("
        "int4range(scope, scope, '[]') WITH &&, daterange(from_on, until_on, '[)') WITH &&) "
        "WHERE (state = 'approved')",
        "CREATE TRIGGER settlement_policy_change BEFORE UPDATE ON settlement_policy FOR EACH ROW "
        f"WHEN (OLD.state = 'approved' AND ({changed} OR NEW.until_on IS NULL AND OLD.until_on IS NOT NULL "
        "OR NEW.until_on > OLD.until_on)) EXECUTE FUNCTION nuancan_refuse()",
        "CREATE TRIGGER settlement_policy_delete BEFORE DELETE ON settlement_policy FOR EACH ROW "
        "WHEN (OLD.state = 'approved') EXECUTE FUNCTION nuancan_refuse()",
    ]


def _sqlite() -> tuple[list[str], list[str]]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN)
    down = [
        f"DROP TRIGGER IF EXISTS settlement_policy_{name}"
        for name in ("change", "delete", "overlap_insert", "overlap_update")
    ]
    overlap = (
        f"SELECT RAISE(ABORT, '{OVERLAP}') WHERE EXISTS (SELECT 1 FROM settlement_policy other "
        "WHERE other.id <> NEW.id AND other.scope = NEW.scope AND other.state = 'approved' "
        "AND (NEW.until_on IS NULL OR other.from_on < NEW.until_on) "
        "AND (other.until_on IS NULL OR NEW.from_on < other.until_on))"
    )
    return down, [
        "CREATE TRIGGER settlement_policy_change BEFORE UPDATE ON settlement_policy "
        f"WHEN OLD.state = 'approved' AND ({changed} OR NEW.until_on IS NULL AND OLD.until_on IS NOT NULL "
        f"OR NEW.until_on > OLD.until_on) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        "CREATE TRIGGER settlement_policy_delete BEFORE DELETE ON settlement_policy "
        f"WHEN OLD.state = 'approved' BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
        f"CREATE TRIGGER settlement_policy_overlap_insert BEFORE INSERT ON settlement_policy "
        f"WHEN NEW.state = 'approved' BEGIN {overlap}; END",
        f"CREATE TRIGGER settlement_policy_overlap_update BEFORE UPDATE ON settlement_policy "
        f"WHEN NEW.state = 'approved' BEGIN {overlap}; END",
    ]


# What stands still as soon as a version is checked, and what is known of it then.
_TEXT = ("id", "region_id", "scope", "version", "document", "digest", "from_on", "until_on", "made_by_id", "made_at")
_ACTS = ("checked_by_id", "checked_at", "sent_back", "approved_by_id", "approved_at", "state")
WAITS = "immutable: a checked policy waits as it stands, and only such a one is approved"


class CheckedGuard(Guard):
    """Refuses to change what was checked or withdrawn, and to approve what was not checked (S4).

    Apart from `PolicyGuard`, whose migration came before these columns.
    """

    table = "settlement_policy"

    def describe(self) -> str:
        """Return the operation in words."""
        return "A checked policy waits as it stands, and only such a one is approved"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the guards of `settlement_policy` for one engine."""
        postgres = vendor == "postgresql"
        differs = "IS DISTINCT FROM" if postgres else "IS NOT"
        refuse = "EXECUTE FUNCTION nuancan_refuse()" if postgres else f"BEGIN SELECT RAISE(ABORT, '{WAITS}'); END"
        row, on = ("FOR EACH ROW ", " ON settlement_policy") if postgres else ("", "")
        triggers = {
            f"settlement_policy_{name}": f"{verb} ON settlement_policy {row}WHEN ({when}) {refuse}"
            for name, (verb, when) in _refused(differs).items()
        }
        down = [f"DROP TRIGGER IF EXISTS {name}{on}" for name in triggers]
        return down, [f"CREATE TRIGGER {name} BEFORE {rest}" for name, rest in triggers.items()]


def _refused(differs: str) -> dict[str, tuple[str, str]]:
    """What is refused, by the end of a trigger's name; `differs` compares values that may be nothing."""

    def changed(*columns: str) -> str:
        return "(" + " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) + ")"

    frozen = (
        f"OLD.state = 'checked' AND {changed(*_TEXT)} OR OLD.state = 'withdrawn' AND {changed(*_TEXT, *_ACTS)}"
        f" OR OLD.state = 'approved' AND {changed(*_ACTS)}"
    )
    return {
        "checked": ("UPDATE", frozen),
        "leap": ("UPDATE", "NEW.state = 'approved' AND OLD.state NOT IN ('checked', 'approved')"),
        "kept": ("DELETE", "OLD.state IN ('checked', 'withdrawn')"),
    }
