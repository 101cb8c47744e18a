"""What people type into profiles, and the values it becomes."""
