"""Trading delegations and their sub-delegations: the tree to which purchases are credited."""
