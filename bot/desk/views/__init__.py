"""The pages of the desk: each takes a visit and gives a response."""
