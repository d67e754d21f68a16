"""Every story can be listened to: its words made into speech, recordings, and the player."""
