"""``python -m indikator_excel``."""

from indikator_excel.start import main

if __name__ == "__main__":
    main()
