"""Who people are: accounts, sign-ins, and the roles granted to them."""
