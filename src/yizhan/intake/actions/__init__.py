"""Every change on the way from an announcement to a registered resident in a room."""
