"""One module per area; each holds its rows of the route table and the views behind them."""
