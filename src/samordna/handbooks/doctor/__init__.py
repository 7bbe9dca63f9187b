"""What is wrong with a handbook that a machine can see? Each finding has a stable code, a place and a mend."""

from samordna.handbooks.doctor.examining import Surroundings, examine

__all__ = ["Surroundings", "examine"]
