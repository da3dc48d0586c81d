"""What can be found, what it means, what it says and what to do about it."""
