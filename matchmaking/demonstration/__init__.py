"""The demonstration: the 2nd China International Import Expo with invented deals."""
