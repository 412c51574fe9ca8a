"""What goes out: the list of deliveries, sending them again, and pausing what goes the same way."""
