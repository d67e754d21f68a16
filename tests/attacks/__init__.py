"""Who attacks the paper, and what it does about it. What is walked covers what is new by itself."""
