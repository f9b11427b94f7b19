"""Files that go in and out of the log: lists of a ward, exports, the log as lines, files of an earlier kit."""
