"""What every page and terminal shares: languages now, templates and styles later."""
