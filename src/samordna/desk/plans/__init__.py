"""Plans and goals on the desk, and the library of links."""
