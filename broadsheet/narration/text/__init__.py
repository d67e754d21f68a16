"""From a story to spoken sentences: plain Python on plain data, no database and no engine."""
