"""The web application in which editors keep the knowledge."""
