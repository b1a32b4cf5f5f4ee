"""What goes on paper and into spreadsheets: typesetting, workbooks, texts for a chat group."""
