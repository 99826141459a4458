"""What each role reads first: what to do next and by when."""
