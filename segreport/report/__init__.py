"""The report: Markdown, one self-contained HTML page, and charts whose text stays text."""

from segreport.report.rendering import Report, read_templates, render_report

__all__ = ["Report", "read_templates", "render_report"]
