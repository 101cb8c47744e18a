"""The calls of the interface, one module per thing it speaks of."""
