"""Where the pages of the programme are mounted."""

from flask import Blueprint

blueprint = Blueprint("dialogues", __name__, url_prefix="/programme")
