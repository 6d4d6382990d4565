"""Benchmarks and the generator of sample reports. Every figure is a ratio of CPU seconds against a peer in the same run."""
