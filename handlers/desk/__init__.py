"""What staff read and do in their forum group."""
