"""The forms of the models: what each asks, how it is answered, and how it looks on paper."""
