"""Every kind of meeting in the models: who is called, who came, what was decided, who does what until when."""
