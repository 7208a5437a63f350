"""Lists (清单): one engine for all: drafted, reviewed, commented on, published, replaced by the next version."""
