"""``python -m matchmaking.server``: serve until told to stop."""

import sys

from matchmaking.config import Settings, SettingsError
from matchmaking.server.supervisor import PortTakenError, serve

if __name__ == "__main__":
    try:
        sys.exit(serve(Settings.from_environment()))
    except (SettingsError, PortTakenError) as error:
        sys.exit(str(error))
