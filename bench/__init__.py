"""The course measured beside what people would use instead: `make bench`, never part of a test."""
