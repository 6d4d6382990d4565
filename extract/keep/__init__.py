"""What has to last: originals, and files that are there whole or not at all."""
