"""Lists and papers as files: workbooks (xlsx) and official documents (docx), docs/exports.md."""
