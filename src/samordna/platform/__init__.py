"""Where the program meets the machine it runs on: the clock now, settings and wiring later."""
