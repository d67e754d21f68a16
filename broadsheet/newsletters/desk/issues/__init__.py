"""The desk of issues: put together, looked at, tried, sent, watched."""
