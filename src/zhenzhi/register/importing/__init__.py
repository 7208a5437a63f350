"""Importing lists kept in spreadsheets (导入): read, check, report; nothing is half loaded."""
