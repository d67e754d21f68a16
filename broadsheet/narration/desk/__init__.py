"""The desk's screens of narration: a story's, the lexicon, what is under way, and the settings.

Nothing that is heard here is public: `hearing` lets a voice say what the draft says, for whoever is signed in.
"""
