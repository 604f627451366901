"""Who is signed in, for how long, and what a presented token means."""
