"""Subscribers from elsewhere: CSV files, read row by row and written in batches."""
