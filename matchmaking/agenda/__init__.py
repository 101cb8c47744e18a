"""A day as one lives it: meetings and seats in order of time, where they are, and the ways."""
