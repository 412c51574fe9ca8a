"""What the preview of a routing rule shows: where submissions would go."""

from django import template

from intake.staff.deliveries.routing_table import build_routing_table

register = template.Library()

register.simple_tag(build_routing_table)
