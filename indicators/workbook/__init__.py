"""A month's readings as a workbook: exported to be filled in, and taken back whole or not at all."""

from indicators.workbook.errors import CellFault, RefusedCells
from indicators.workbook.importing import ImportResult, import_workbook
from indicators.workbook.template import file_name, template

__all__ = ["CellFault", "ImportResult", "RefusedCells", "file_name", "import_workbook", "template"]
