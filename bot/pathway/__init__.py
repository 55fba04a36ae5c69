"""The way home: what a worker chose to say, dates and steps, and what can be worked out."""
