"""Reference lists: the Harmonised System, countries and regions, exchange rates."""
