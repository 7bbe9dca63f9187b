# An alias for people used to make; dev.py is the command (E22).
.PHONY: demo test lint bench docs
demo test lint bench docs:
	python3 dev.py $@
