"""The tabs of the workbook: layout, reading, write requests, dashboard. Pure: bodies in, requests out."""
