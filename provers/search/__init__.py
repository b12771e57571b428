"""Search provers: no key, no network, the same result from the same seed and work budget."""
