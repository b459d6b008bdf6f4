"""Objects as clients see and send them. Answers and events are made of the same shapes, so they cannot disagree."""
