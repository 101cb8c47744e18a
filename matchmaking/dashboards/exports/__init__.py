"""Boards as files: a workbook with charts, and the deals as CSV; worded for the reader."""
