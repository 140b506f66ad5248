"""The log: what was read, chosen, written and sent in a round, each with its time and its SHA-256.

``event`` says what an event is, ``news`` which of them the log does not say already, ``letters`` what it tells of
letters; none of them opens a file. ``file`` reads and appends, ``journal`` is what commands write through.
"""
