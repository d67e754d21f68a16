"""The booth on a disk with little room: files of more than 300 kB cannot be written."""

from __future__ import annotations

import resource
import signal

from broadsheet.narration.sound import booth

if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    booth.main()
