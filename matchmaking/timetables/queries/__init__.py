"""Reading matchmaking rounds, their wishes and plans."""
