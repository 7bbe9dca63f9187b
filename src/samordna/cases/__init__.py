"""Where is a case, who has the ball, and how does it move? Cases, runs, positions, transfers, facts, incoming."""
