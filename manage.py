"""The command line of Nuancan: `python manage.py help` lists what it can do."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    if sys.argv[1:2] == ["quote"]:
        # It reads two files and nothing else: it also runs where no database, no keys and no settings are
        from django.conf import settings

        from settlement.management.commands.quote import Command

        settings.configure()
        Command().run_from_argv(sys.argv)
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
