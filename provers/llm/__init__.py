"""Agents that reason in words: priced, recorded, and believed in nothing."""
