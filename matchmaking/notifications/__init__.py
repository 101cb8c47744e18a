"""What people are told: notices in the app, and the same by e-mail."""
