"""Time limits and reminders on the desk."""
