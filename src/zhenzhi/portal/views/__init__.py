"""Pages (页面): parse what came, call, show. No rule lives here."""
