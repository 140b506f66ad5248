"""What goes back to the departments: their own answers, with what has to be put right marked."""
