"""What every workbook that we write with XlsxWriter has in common."""
