"""The domain: indicators, what is written about them, and how fulfilment is judged.

No I/O and no pandas. Text and numbers come in, readings, rules and verdicts go out; everything that decides
a colour is decided here, for the program and for the live formulas alike.
"""
