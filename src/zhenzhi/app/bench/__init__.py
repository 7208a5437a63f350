"""Speed, measured (性能测量): each figure with its median and 95th percentile, on an empty and on a full county.

Run by `./zhenzhi bench` in a county of its own; never part of the tests.
"""
