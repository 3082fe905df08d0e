"""What the actions do: one file a menu."""
