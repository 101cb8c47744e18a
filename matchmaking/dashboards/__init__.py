"""Read-only pictures of everything below."""
