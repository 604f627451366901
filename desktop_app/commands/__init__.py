"""What Shiftbook can be asked on the command line; `cli` gathers it."""
