"""What people decide about reports, and what becomes of a report by it."""
