"""All pages of the console, on the shipped report: found from the address table, so that none is forgotten."""
