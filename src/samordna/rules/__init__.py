"""Decision tables: what do the rules say of these facts on this day, and why?"""
