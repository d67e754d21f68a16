"""The proof of the sending: nobody twice, nobody lost, whatever is killed and whatever the relay does."""
