"""Who holds which role in an edition, and who gives and takes them."""
