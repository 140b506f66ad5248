"""From replies to one result: files chosen, cells merged with pandas, verdicts, and the consolidated workbook."""
