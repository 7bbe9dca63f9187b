"""What can be done to a case? One function per act, keyword-only, taking the act and who asks (E3)."""
