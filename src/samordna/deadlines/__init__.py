"""Which clocks run in a case, why do they end on that day, and what happens when they have? (D17, D27)"""
