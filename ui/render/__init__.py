"""Pure rendering: what is given is drawn, nothing is read and nothing is written. One file a noun."""
