"""The conventions of API.md, written once: errors, versions, pages, filters, rows, languages, schema."""
