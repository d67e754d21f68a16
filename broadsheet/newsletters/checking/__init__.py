"""Whether a domain vouches for the mail that newsletters send from it: what its DNS says, and what it should say."""
