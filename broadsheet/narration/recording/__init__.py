"""From a story that changed to the recording that readers get.

`waking` (signals) and the sweep say which stories must be looked at; `looking` orders what is to be recorded
(`commissions`) as rows of the ledger; the `narrator`, a thread of the worker, claims a row under a lease
(`claiming`), lets the booth make it (`making`), and puts it on the air (`airing`): one pointer, switched in a
transaction.
Publishing waits for none of it.
"""
