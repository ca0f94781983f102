"""What a customer does in Telegram, each kind with its handler."""
