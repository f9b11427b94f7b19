"""This computer: phones beside it, listening on the Wi-Fi, backups, and the addresses a monitor asks."""
