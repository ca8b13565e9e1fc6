"""How the product is put together: settings, addresses, worker, embedded servers."""
