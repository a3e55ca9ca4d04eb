"""The wiring on top of all rooms: settings, addresses, timetable, server."""
