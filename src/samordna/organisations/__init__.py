"""Who works together where? Areas, authorities, units, secrecy spheres, addresses, and who works where (D1, D5)."""
