"""Serving Qiatan: one supervisor keeps the web server and the worker running."""
