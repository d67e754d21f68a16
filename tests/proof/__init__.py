"""The proof of the press: after any history of edits, what is on disk is what a full press makes of the database.

paper.py    the small paper on which the histories run, and what an editor can do to it
machine.py  the state machine that makes histories up
bugs.py     ten forgotten tags, one at a time; the machine has to find each
compare.py  two press folders, byte for byte, apart from the declared snapshots
full.py     a full press in a new process
"""
