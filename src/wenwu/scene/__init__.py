"""Performance and motifs to a dressed, patterned Scene."""
