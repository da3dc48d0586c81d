"""The frozen records that flow; they know nobody."""
