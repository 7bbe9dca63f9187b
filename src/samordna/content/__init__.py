"""What organisations write, and how it is read: handbooks, law, tables, registers. `reading` is the only code here."""
