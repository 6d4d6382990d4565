"""PDF files: characters, ruling lines and pages as PDFium gives them, and what makes a page doubtful."""
