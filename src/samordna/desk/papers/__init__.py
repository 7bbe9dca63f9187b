"""Papers on the desk: forms, files, packets and the whole road."""
