"""sammanställning.xlsx, one module per sheet."""
