"""Reading what the dashboards show: SQL to figures."""
