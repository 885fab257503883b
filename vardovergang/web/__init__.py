"""What stands between the web server and the apps."""
