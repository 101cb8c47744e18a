"""Reading intentions."""
