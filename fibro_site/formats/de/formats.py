MOMENT_FORMAT = "j. F Y, H:i e"
