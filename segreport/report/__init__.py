"""The report: Markdown, one self-contained HTML page, and charts whose text stays text."""

from segreport.report.evidence import CellGroup, group_cells
from segreport.report.rendering import Report, read_templates, render_report
from segreport.report.tables import segment_title, write_value

__all__ = [
    "CellGroup",
    "Report",
    "group_cells",
    "read_templates",
    "render_report",
    "segment_title",
    "write_value",
]
