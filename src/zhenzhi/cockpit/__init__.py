"""Cockpit (统筹台): the pages of offices and leaders: lists, powers handed down, the gate of duties, use."""
