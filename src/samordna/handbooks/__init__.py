"""Handbooks: reading, checking, drawing, printing and playing the models."""
