"""The portal (办事大厅): where residents and firms find, apply, follow, collect and verify."""
