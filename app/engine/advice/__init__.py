"""What the present views leave open, and which view would tell most. Imports nothing heavy."""
