"""The guide for editors in the admin's menu of help. It is the one in docs/guides."""
