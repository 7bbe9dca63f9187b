"""Meetings on the desk: booking, calling, writing down, a team's times."""
