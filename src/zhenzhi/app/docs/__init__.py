"""Generated pages (自动生成的文档): flows, rules, ledger words and listeners, drawn from the code itself."""
