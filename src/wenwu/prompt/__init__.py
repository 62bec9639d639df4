"""Words to a Brief."""
