"""The measures of a case, and the catalogue of what there is to apply for in an area."""
