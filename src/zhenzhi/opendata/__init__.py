"""Openness (公开): what anybody may read and check without an account: papers, lists, decisions, numbers."""
