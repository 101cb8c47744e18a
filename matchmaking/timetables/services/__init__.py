"""What people do with matchmaking rounds, their wishes and plans."""
