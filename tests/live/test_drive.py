"""Those of tests/wire/core that ask nothing of the endpoint but the API."""

from tests.wire.core.test_files import (  # noqa: F401
    test_a_refused_write_changes_nothing,
    test_a_rename_in_drive_is_the_title,
    test_copy_carries_and_clears_properties,
    test_create_answers_four_fields,
    test_created_doc_and_sheet_open_in_their_apis,
    test_one_id_is_a_doc_or_a_sheet,
    test_property_limits,
    test_unknown_file_in_drives_words,
)
from tests.wire.core.test_listing import test_what_is_no_query  # noqa: F401
from tests.wire.core.test_wire import test_addresses_that_are_too_long, test_masks, test_ranges_in_paths  # noqa: F401
