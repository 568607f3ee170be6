"""A plan as a Google Doc: template, anchors, reading, write requests. Pure: bodies in, requests out."""
