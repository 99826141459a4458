from .audit import audit
from .home import home
from .pages import account, help_page, search, styleguide

__all__ = ["account", "audit", "help_page", "home", "search", "styleguide"]
