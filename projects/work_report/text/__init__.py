"""From a government work report's text to drafted commitments, each traced to its words. Pure Python, no Django."""
