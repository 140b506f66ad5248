"""The register: the controller's own workbook of indicators, in and out, and its review."""
