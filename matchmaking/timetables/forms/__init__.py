"""Forms of rounds, wishes and interpreters."""
