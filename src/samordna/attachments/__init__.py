"""Files that belong to a case: what may be kept, where it lies, and who may fetch it."""
