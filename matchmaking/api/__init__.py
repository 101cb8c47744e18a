"""The JSON interface for partners and devices."""
