"""Pages of the registry: signing in, the desk, and the lists and records that clerks keep."""

from canteen.views.account import me
from canteen.views.desk import desk, login, logout

__all__ = ["desk", "login", "logout", "me"]
