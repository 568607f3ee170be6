"""A made-up caseload and a made-up week: nobody in it exists."""
