"""The ledger and its protocol: never twice, nothing lost."""
