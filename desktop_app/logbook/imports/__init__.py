"""What Shiftbook can take in: its own exports, and the files of ELOG."""
