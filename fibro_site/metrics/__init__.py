"""What Prometheus reads of the site: how quick it is, and what waits (docs/adr/0050-metrics.md). Nothing of anybody."""
