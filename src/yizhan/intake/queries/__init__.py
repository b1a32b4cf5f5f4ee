"""What is announced, counted, missing and due."""
