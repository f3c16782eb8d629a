"""Foreign formats: how answers come in and how results go out."""
