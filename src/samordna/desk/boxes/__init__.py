"""Boxes on the desk: their guidance, decisions and the ways out of them."""
