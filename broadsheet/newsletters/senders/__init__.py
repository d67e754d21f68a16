"""Ways for a mail to leave the building, a file each."""
