"""What may be sent with a message: files that are looked through, in a process apart."""
