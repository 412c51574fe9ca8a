"""The starter content in English, a module for each page or two."""
