"""What comes in: raw updates, on the disk before they are acknowledged; then one actor a chat takes them in order."""
