"""What is wrong with the running of the paper, in plain words, each with what to do."""
