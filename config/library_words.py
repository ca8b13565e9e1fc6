"""Words of Django, DRF and knox whose own Chinese misleads whoever reads an error.

Here and not beside the API, because of all catalogues the one of this folder goes first.
"""

from django.utils.translation import gettext_noop

LIBRARY_WORDS = (
    gettext_noop("Null characters are not allowed."),
    gettext_noop('Invalid pk "{pk_value}" - object does not exist.'),
    gettext_noop("Incorrect type. Expected pk value, received {data_type}."),
    gettext_noop("Authentication credentials were not provided."),
    gettext_noop("Invalid token."),
)
