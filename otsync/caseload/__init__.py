"""The domain, pure: caseload, plan fields, notes, service time, calendar, balance. No I/O, no clock."""
