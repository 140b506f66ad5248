"""One workbook per department: its layout, its stamp, and the writer."""
