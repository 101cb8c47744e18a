"""Reading enterprises: profiles, lists of profiles, the directory."""
