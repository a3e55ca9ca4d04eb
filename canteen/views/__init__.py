"""Pages of the registry: signing in, the desk, and the lists and records that clerks keep."""

from canteen.views.account import me, password, sessions
from canteen.views.desk import desk, login, logout
from canteen.views.lost import password_lost

__all__ = ["desk", "login", "logout", "me", "password", "password_lost", "sessions"]
