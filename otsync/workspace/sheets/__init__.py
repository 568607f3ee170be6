"""The Sheets v4 engine: pure functions over one transaction; bodies arrive checked against the discovery document."""

from otsync.workspace.sheets.batch import batch_update
from otsync.workspace.sheets.book import SCHEMA
from otsync.workspace.sheets.loading import load
from otsync.workspace.sheets.making import copy_book as copy
from otsync.workspace.sheets.making import create, delete, to_csv
from otsync.workspace.sheets.reading import get
from otsync.workspace.sheets.values import (
    values_append,
    values_batch_clear,
    values_batch_clear_by_data_filter,
    values_batch_get,
    values_batch_get_by_data_filter,
    values_batch_update,
    values_batch_update_by_data_filter,
    values_clear,
    values_get,
    values_update,
)

__all__ = [
    "SCHEMA",
    "batch_update",
    "copy",
    "create",
    "delete",
    "get",
    "load",
    "to_csv",
    "values_append",
    "values_batch_clear",
    "values_batch_clear_by_data_filter",
    "values_batch_get",
    "values_batch_get_by_data_filter",
    "values_batch_update",
    "values_batch_update_by_data_filter",
    "values_clear",
    "values_get",
    "values_update",
]
