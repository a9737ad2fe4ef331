"""What is held on a child, a module a subject: access.PROVIDERS has every function."""
