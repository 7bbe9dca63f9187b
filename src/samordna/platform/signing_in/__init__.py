"""Who may come in, and how? Accounts, a second factor, sessions that end; all on django-allauth."""
