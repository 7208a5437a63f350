"""Kernel (内核): time, identity, the one way to act, the ledger, reactions, draws, papers' rendering and signing.

Knows nothing of bodies, powers or matters. Where it needs an answer from above it declares a port (see `act`).
"""
