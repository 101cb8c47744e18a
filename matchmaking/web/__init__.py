"""What every page rests on: requests, sessions, language, forms, errors. Knows no slice."""
