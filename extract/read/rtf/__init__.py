"""Rich text: control words, fonts and rows."""
