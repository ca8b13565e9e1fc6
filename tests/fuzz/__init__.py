"""Every operation of the schema with made-up requests, as each role: nothing breaks, nothing unseen is told."""
