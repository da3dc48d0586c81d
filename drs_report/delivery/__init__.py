"""The doors that lead out: disk, data files, mail."""
