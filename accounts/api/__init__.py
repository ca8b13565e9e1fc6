"""The REST interface to people, devices and messages, and the contract that every endpoint keeps."""
