"""The programs' face (应用程序接口): parse, call, show. No rule lives here."""
