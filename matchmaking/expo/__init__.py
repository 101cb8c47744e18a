"""The fair itself: series, edition, areas, halls, places, meeting blocks, occupancy."""
