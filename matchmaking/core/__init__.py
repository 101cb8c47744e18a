"""What every part rests on: clock, database, money, wording. Knows no web and no slice."""
