"""Measures of a case and the catalogue on the desk."""
