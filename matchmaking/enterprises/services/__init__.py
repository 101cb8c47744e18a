"""What people do with profiles: one module per part of it."""
