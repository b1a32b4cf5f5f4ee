"""Recording what was observed. Called by the actions above, which know the wristbands."""
