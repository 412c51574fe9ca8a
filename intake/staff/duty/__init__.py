"""The duty rota, and the urgent submissions that somebody has until it is written what was done."""
