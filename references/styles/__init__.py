"""Works as readers see them. Every function takes CSL-JSON and gives text that is safe in HTML, or plain text."""
