"""What does a worker meet on Monday morning? The worklist, the case page and the box, composed from all rooms below."""
