"""What the page components are made of: Chinese wording of values, data contracts, drawing, form rendering.

Templates reach all of it through ``{% load portal %}``; nothing here knows a model.
"""
