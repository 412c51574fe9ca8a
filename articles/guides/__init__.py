"""The guides in the admin's menu of help. They are those in docs/guides."""
