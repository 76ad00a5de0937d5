"""How the product's data are copied away and brought back: what a backup holds, and how it is taken at one instant."""
