"""Conversations with a person: between workers' private chats and the group of caseworkers."""
