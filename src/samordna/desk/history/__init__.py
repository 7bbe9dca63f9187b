"""What has happened, as the desk tells it: the timeline, its sentences, readings, a day in the past."""
