"""What a submission may say: commands, attributes and options by allow-list, and words that are refused anywhere."""
