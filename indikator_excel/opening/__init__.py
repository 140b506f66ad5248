"""Opening a returned file, safely and with all facts: bytes in, typed cells out."""
