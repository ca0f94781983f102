"""What goes out: rows of the outbox, each sent once, at the pace of its chat."""
