"""Plans: goals in the person's own words, measures, and whether a goal can be followed up."""
