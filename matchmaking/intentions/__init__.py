"""Purchase intentions and the ledger of what was signed."""
