"""Performance as ratios: against a peer or the limit, contenders alternating in one run."""
