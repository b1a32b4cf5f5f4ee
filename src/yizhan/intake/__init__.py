"""Receiving people who come by bus: announcement, countdown, three counts, rooming, names later."""
