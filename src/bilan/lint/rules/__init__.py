"""The rules themselves, one file a subject. A rule looks at each case once and yields what is wrong, or nothing."""
