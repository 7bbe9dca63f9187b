"""Dialogues with health care that handbooks describe: their steps, how far one has come, and what to do now."""
