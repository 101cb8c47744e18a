"""What people enter about the programme and its seats."""
