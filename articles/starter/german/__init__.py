"""The starter content in German: written from the meaning of the English, in modules of the same names."""
