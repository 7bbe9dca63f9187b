"""What is wrong with a handbook that a machine can see? Each finding has a stable code, a place and a mend."""

from samordna.handbooks.doctor.examining import examine
from samordna.handbooks.doctor.surroundings import Surroundings

__all__ = ["Surroundings", "examine"]
