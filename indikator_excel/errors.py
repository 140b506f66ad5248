"""The one kind of error that a user meets: a Swedish sentence that says which thing and what to do."""


class UserError(Exception):
    """Wrong usage, or an input or output that could not be read or written (exit status 2).

    The message is Swedish, whole sentences, and names the file and the way out.
    """


#: Set this environment variable to see where an unexpected fault comes from.
DEBUG = "INDIKATOR_EXCEL_DEBUG"
