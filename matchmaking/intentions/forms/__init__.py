"""Forms of the intentions' pages."""
