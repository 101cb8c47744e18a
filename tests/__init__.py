"""The tests of Qiatan."""
