"""Who may do what: every route against every role and whose object it is."""
