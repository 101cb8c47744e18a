"""Who holds which role in an edition, who gives and takes them; how people change their address."""
