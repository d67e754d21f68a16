"""What makes speech: a file for each engine, all behind one small interface (base.Engine)."""
