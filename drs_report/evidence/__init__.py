"""What lies on disk as evidence: manifests and stored answers. Nothing here speaks HTTP."""
