"""Qiatan 洽谈: the open platform on which the business of a trade expo happens."""
