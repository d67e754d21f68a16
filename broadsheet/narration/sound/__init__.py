"""From spoken sentences to a recording: cache, assembly, loudness, MP3, captions, marking."""
