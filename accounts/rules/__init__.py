"""Pure rules about days and hours: no database, no framework."""
