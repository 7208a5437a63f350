"""The desk (工作台): where clerks, reviewers, deciders and auditors do their day's work."""
